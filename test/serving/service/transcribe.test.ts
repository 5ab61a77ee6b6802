import { tmpdir } from 'node:os'
import { expect, test } from 'vitest'
import { realEffects } from '../../../src/base/effects.ts'
import { buildModel } from '../../../src/serving/index.ts'
import { needs, service } from '../../services/service.ts'
import { waveFile } from '../audio/wave-file.ts'
import { call, jsonOf } from '../calling.ts'
import { catalogueModel, startReplica } from '../replica-process.ts'
import { spoken } from './spoken.ts'

const wave = { 'content-type': 'audio/wav' }

/** Words that must be put in, left out or replaced to get from one text to the other, as a share of the words of the first. */
function wordErrorRate(said: string, heard: string): number {
  const words = (text: string) =>
    text
      .toLowerCase()
      .replaceAll(/[^a-z0-9' ]/g, ' ')
      .split(/\s+/)
      .filter(Boolean)
  const [from, to] = [words(said), words(heard)]
  let row = to.map((_, index) => index + 1)
  for (const [index, word] of from.entries()) {
    let [diagonal, left] = [index, index + 1]
    row = row.map((above, column) => {
      const cost = Math.min(above + 1, left + 1, diagonal + (word === to[column] ? 0 : 1))
      diagonal = above
      left = cost
      return cost
    })
  }
  return (row.at(-1) ?? from.length) / from.length
}

test('the word error rate counts words put in, left out and replaced', () => {
  expect(wordErrorRate('one two three four', 'One, two three four.')).toBe(0)
  expect(wordErrorRate('one two three four', 'one two too three for')).toBe(0.5)
  expect(wordErrorRate('one two', '')).toBe(1)
})

test('with seeded weights a recording gives as many tokens as speech of that length has, and 4xx tells what is wrong with it', async () => {
  const { port } = await startReplica({ model: await catalogueModel('whisper-tiny.en') })
  const answer = jsonOf(await call(port, '/predict', { headers: wave, body: waveFile([new Float32Array(16_000)], 16_000) }))
  expect(answer).toMatchObject({ language: 'en', seconds: 1, tokens: 4 })
  expect((await call(port, '/predict', { headers: wave, body: 'no sound' })).status).toBe(400)
  const long = waveFile([new Float32Array(31 * 8000)], 8000)
  expect((await call(port, '/predict', { headers: wave, body: long })).status).toBe(413)
})

const sentences = [
  'The train to London was late again this morning, so we missed the meeting.',
  'Please leave the parcel behind the green door, and ring the bell twice.',
  'Rain is expected in the valley from noon, with strong wind along the coast.',
]

needs('weights', 'espeak')('Whisper writes down spoken sentences with at most a fifth of the words wrong', async () => {
  const places = { baseFolder: tmpdir(), cacheFolder: service('weights') as string }
  const model = await buildModel({ kind: 'catalogue', name: 'whisper-tiny.en' }, places, realEffects)
  expect(model).toMatchObject({ synthetic: false, weights: expect.stringContaining('OpenAI') })
  const { port } = await startReplica({ model })
  const rates: [number, string][] = []
  for (const sentence of sentences) {
    const { text, seconds, tokens } = jsonOf(await call(port, '/predict', { headers: wave, body: spoken(sentence) }))
    expect(seconds).toBeGreaterThan(3)
    expect(tokens).toBeGreaterThan(8)
    rates.push([wordErrorRate(sentence, text), text])
  }
  const mean = rates.reduce((sum, [rate]) => sum + rate, 0) / rates.length
  expect(mean, JSON.stringify(rates)).toBeLessThanOrEqual(0.2)
})
