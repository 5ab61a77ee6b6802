import { tmpdir } from 'node:os'
import { expect } from 'vitest'
import { realEffects } from '../../../src/base/effects.ts'
import { seededRandom } from '../../../src/base/random.ts'
import { sampleSpeech } from '../../../src/serving/audio/sample-speech.ts'
import { buildModel } from '../../../src/serving/index.ts'
import { needs, service } from '../../services/service.ts'
import { waveFile } from '../audio/wave-file.ts'
import { call, jsonOf } from '../calling.ts'
import { startReplica } from '../replica-process.ts'
import { spoken } from './spoken.ts'

needs('weights', 'espeak')('silero-vad hears speech where there is speech, and neither in noise nor in silence', async () => {
  const places = { baseFolder: tmpdir(), cacheFolder: service('weights') as string }
  const model = await buildModel({ kind: 'catalogue', name: 'silero-vad' }, places, realEffects)
  const { port } = await startReplica({ model })
  const heard = async (body: Buffer) => {
    const answer = await call(port, '/predict', { headers: { 'content-type': 'audio/wav' }, body })
    expect(answer.status, answer.body.toString()).toBe(200)
    return jsonOf(answer)
  }

  const rate = 16_000
  const random = seededRandom(1, 'noise')
  const noise = Float32Array.from({ length: 2 * rate }, () => 0.1 * (2 * random.next() - 1))
  expect(Math.max(...(await heard(waveFile([noise], rate))).probabilities)).toBeLessThan(0.2)
  expect((await heard(waveFile([new Float32Array(rate)], rate))).segments).toEqual([])

  const [babble] = sampleSpeech(1)
  expect((await heard(babble?.body as Buffer)).segments).not.toEqual([])

  const speech = spoken('Please leave the parcel behind the green door, and ring the bell twice.')
  const { probabilities, segments, seconds, chunkSeconds } = await heard(speech)
  expect(probabilities).toHaveLength(Math.ceil(seconds / chunkSeconds))
  expect(probabilities.reduce((sum: number, one: number) => sum + one, 0) / probabilities.length).toBeGreaterThan(0.8)
  const inSpeech = segments.reduce(
    (sum: number, one: { startSeconds: number; endSeconds: number }) => sum + one.endSeconds - one.startSeconds,
    0,
  )
  expect(inSpeech / seconds).toBeGreaterThan(0.8)
  expect((await call(port, '/predict', { headers: { 'content-type': 'audio/wav' }, body: Buffer.from('RIFF') })).status).toBe(400)
})
