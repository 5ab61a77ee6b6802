import { InferenceSession, Tensor } from 'onnxruntime-node'
import { expect, test } from 'vitest'
import { distilbert, type SentenceEncoder, sentenceEncoder } from '../../../src/serving/architecture/sentence-encoder.ts'
import { seededWeights } from '../../../src/serving/onnx/weights.ts'
import { entryOf, largestDifference, type Tensors } from '../onnx/run-once.ts'

const small: SentenceEncoder = { ...distilbert, width: 48, heads: 4, layers: 2 }

/** Rows of tokens, padded with token 0 to the length of the longest. */
function texts(...rows: number[][]): Tensors {
  const length = Math.max(...rows.map((row) => row.length))
  const tensor = (valueAt: (row: number[], index: number) => number) => {
    const values = rows.flatMap((row) => Array.from({ length }, (_, index) => BigInt(valueAt(row, index))))
    return new Tensor('int64', BigInt64Array.from(values), [rows.length, length])
  }
  return { input_ids: tensor((row, index) => row[index] ?? 0), attention_mask: tensor((row, index) => (index < row.length ? 1 : 0)) }
}

test.each([small, { ...small, tokenTypes: true }])('a text has the same vector alone, with padding, and beside others', async (encoder) => {
  const session = await InferenceSession.create(sentenceEncoder(seededWeights(1), encoder))
  const vectorOf = async (feeds: Tensors) => (await session.run(feeds)).sentence_embedding
  const [short, long] = [
    [101, 2054, 102],
    [101, 30_000, 7, 8, 9, 102],
  ]
  const both = await vectorOf(texts(short, long))
  expect(both?.dims).toEqual([2, 48])
  expect(largestDifference(await vectorOf(texts(short)), entryOf(both, 0))).toBeLessThan(1e-5)
  expect(largestDifference(await vectorOf(texts(long)), entryOf(both, 1))).toBeLessThan(1e-5)
  expect(largestDifference(entryOf(both, 0), entryOf(both, 1))).toBeGreaterThan(0.01)
  const lengthSquared = [...(entryOf(both, 0).data as Float32Array)].reduce((sum, value) => sum + value * value, 0)
  expect(lengthSquared).toBeCloseTo(1, 5)
})

test('the order of tokens matters', async () => {
  const session = await InferenceSession.create(sentenceEncoder(seededWeights(1), small))
  const vectorOf = async (...ids: number[]) => (await session.run(texts(ids))).sentence_embedding
  expect(largestDifference(await vectorOf(1, 2, 3), await vectorOf(3, 2, 1))).toBeGreaterThan(1e-4)
})
