import { tmpdir } from 'node:os'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { realEffects } from '../../../src/base/effects.ts'
import { buildModel } from '../../../src/serving/index.ts'
import { stepMeter } from '../../../src/serving/metrics/step-meter.ts'
import { RequestError } from '../../../src/serving/protocol/request-error.ts'
import { embedService } from '../../../src/serving/service/embed.ts'
import type { Asked } from '../../../src/serving/service/service.ts'
import { needs, service } from '../../services/service.ts'
import { call, jsonOf } from '../calling.ts'
import { catalogueModel, startReplica } from '../replica-process.ts'

const json = { 'content-type': 'application/json' }
const plain = { 'content-type': 'text/plain; charset=utf-8' }

const cosine = (some: readonly number[], others: readonly number[]) =>
  some.reduce((sum, value, index) => sum + value * (others[index] as number), 0)

test('a text has the same vector as plain text, as JSON, and beside longer ones; and 4xx tells what is wrong with a body', async () => {
  const model = await catalogueModel('minilm')
  expect(model).toMatchObject({ synthetic: true, weights: 'from a seed; true ones: kubedyno models fetch minilm' })
  const { port } = await startReplica({ model })
  const ask = (body: string, headers: Record<string, string> = json) => call(port, '/predict', { headers, body })

  const alone = jsonOf(await ask('A short one.', plain))
  expect(alone).toMatchObject({ model: 'minilm', dimensions: 384, tokens: 6 })
  expect(cosine(alone.embedding, alone.embedding)).toBeCloseTo(1, 5)
  expect(jsonOf(await ask('{"text": "A short one."}'))).toEqual(alone)
  const both = jsonOf(await ask(JSON.stringify({ texts: ['A short one.', 'And one that is rather longer than the other.'] })))
  expect(both).toMatchObject({ dimensions: 384, tokens: [6, 12] })
  expect(cosine(both.embeddings[0], alone.embedding)).toBeCloseTo(1, 5)

  const refused: [string, number][] = [
    ['{"text": 3}', 400],
    ['{"texts": []}', 400],
    ['{"texts": ["a", 3]}', 400],
    ['[', 400],
    ['null', 400],
    [JSON.stringify({ texts: Array(65).fill('a') }), 413],
    [JSON.stringify({ text: 'a'.repeat(200_001) }), 413],
  ]
  for (const [body, status] of refused) expect(await ask(body), body.slice(0, 40)).toMatchObject({ status })
  expect(jsonOf(await ask('x '.repeat(5000), plain)).tokens).toBe(256)
})

test('any JSON is tokens or a refusal', () => {
  const { read } = embedService('minilm', { kind: 'embed', vocabulary: null, limit: 16 })
  const body = fc.oneof(
    fc.json(),
    fc.record({ text: fc.string() }).map((one) => JSON.stringify(one)),
    fc.string(),
  )
  fc.assert(
    fc.property(body, fc.constantFrom('text/plain', 'application/json'), (text, contentType) => {
      try {
        const asked = read(Buffer.from(text), contentType, stepMeter()) as Asked
        expect(asked.inputs).toHaveLength(2)
      } catch (error) {
        expect(error).toBeInstanceOf(RequestError)
      }
    }),
    { numRuns: 2000 },
  )
})

needs('weights')('sentences that mean the same lie close to each other, others do not', async () => {
  const places = { baseFolder: tmpdir(), cacheFolder: service('weights') as string }
  const model = await buildModel({ kind: 'catalogue', name: 'minilm' }, places, realEffects)
  expect(model).toMatchObject({ synthetic: false, weights: expect.stringContaining('Apache-2.0') })
  const { port } = await startReplica({ model })
  const texts = ['A man is eating food.', 'A man is eating a piece of bread.', 'The stock market fell sharply today.']
  const answer = jsonOf(await call(port, '/predict', { headers: json, body: JSON.stringify({ texts }) }))
  const [food, bread, stocks] = answer.embeddings
  expect(answer.tokens).toEqual([8, 11, 9])
  expect(cosine(food, bread)).toBeCloseTo(0.7553, 3)
  expect(cosine(food, stocks)).toBeLessThan(0.1)
  expect(cosine(bread, stocks)).toBeLessThan(0.1)
})
