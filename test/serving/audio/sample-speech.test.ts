import { expect, test } from 'vitest'
import { sampleSpeech } from '../../../src/serving/audio/sample-speech.ts'
import { readWav } from '../../../src/serving/audio/wav.ts'

test('made-up speech is five seconds of sound that the seed decides, never louder than a file can hold', async () => {
  const recordings = sampleSpeech(3)
  expect(recordings).toEqual(sampleSpeech(3))
  expect(recordings[0]).not.toEqual(sampleSpeech(4)[0])
  for (const { body } of recordings) {
    const sound = await readWav(body, 30)
    expect(sound).toHaveLength(80_000)
    const loudest = Math.max(...sound.map(Math.abs))
    expect(loudest).toBeGreaterThan(0.05)
    expect(loudest).toBeLessThan(0.99)
  }
})
