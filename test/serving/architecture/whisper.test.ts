import { InferenceSession, Tensor } from 'onnxruntime-node'
import { expect, test } from 'vitest'
import { type WhisperSize, whisperDecoder, whisperEncoder } from '../../../src/serving/architecture/whisper.ts'
import { seededWeights } from '../../../src/serving/onnx/weights.ts'
import { countMultiplyAdds } from '../onnx/count-operations.ts'
import { entryOf, largestDifference, noWeights, randomTensor, runOnce, type Tensors } from '../onnx/run-once.ts'
import { decoderMultiplyAdds, encoderMultiplyAdds } from './whisper-operations.ts'

const weights = seededWeights(1)
const small: WhisperSize = { width: 64, heads: 2, layers: 2, vocabulary: 100 }

const tokens = (values: number[]) => new Tensor('int64', BigInt64Array.from(values, BigInt), [1, values.length])

/** The cache of a decoder that has seen no token. */
function nothingYet({ width, heads, layers }: WhisperSize): Tensors {
  const names = Array.from({ length: layers }, (_, layer) => [`past.${layer}.key`, `past.${layer}.value`]).flat()
  return Object.fromEntries(names.map((name) => [name, new Tensor('float32', new Float32Array(0), [1, heads, 0, width / heads])]))
}

/** What the decoder gave as its cache, as what it takes next. */
function asPast(outputs: Tensors): Tensors {
  const present = Object.entries(outputs).filter(([name]) => name.startsWith('present.'))
  return Object.fromEntries(present.map(([name, tensor]) => [name.replace('present', 'past'), tensor]))
}

test('encoder and decoder take the multiply-adds that follow from the paper’s dimensions', async () => {
  expect(await countMultiplyAdds(whisperEncoder(noWeights, small))).toBe(encoderMultiplyAdds(small))
  for (const [some, before] of [
    [1, 0],
    [3, 5],
  ] as const) {
    const counted = await countMultiplyAdds(whisperDecoder(noWeights, small), { tokens: some, past: before })
    expect(counted).toBe(decoderMultiplyAdds(small, some, before))
  }
})

test('decoding token by token with the cache gives what decoding all tokens at once gives', async () => {
  const cross = await runOnce(whisperEncoder(weights, small), { mel: randomTensor([1, 80, 3000], 2) })
  const decoder = await InferenceSession.create(whisperDecoder(weights, small))
  const sentence = [7, 3, 99, 0, 41, 41, 12]
  const { logits: atOnce } = await decoder.run({ tokens: tokens(sentence), ...cross, ...nothingYet(small) })
  expect(atOnce?.dims).toEqual([1, sentence.length, small.vocabulary])
  let past = nothingYet(small)
  for (const [index, token] of sentence.entries()) {
    const outputs = await decoder.run({ tokens: tokens([token]), ...cross, ...past })
    past = asPast(outputs)
    expect(past['past.1.key']?.dims).toEqual([1, 2, index + 1, 32])
    const expected = atOnce?.data.slice(index * small.vocabulary, (index + 1) * small.vocabulary) as Float32Array
    expect(largestDifference(outputs.logits, new Tensor('float32', expected, [1, 1, small.vocabulary]))).toBeLessThan(1e-4)
  }
})

test('what comes later changes nothing that came before', async () => {
  const cross = await runOnce(whisperEncoder(weights, small), { mel: randomTensor([1, 80, 3000], 2) })
  const decoder = whisperDecoder(weights, small)
  const logitsOf = async (last: number) => {
    const { logits } = await runOnce(decoder, { tokens: tokens([7, 3, last]), ...cross, ...nothingYet(small) })
    return logits?.data as Float32Array
  }
  const [some, others] = [await logitsOf(5), await logitsOf(6)]
  expect(some.slice(0, 2 * small.vocabulary)).toEqual(others.slice(0, 2 * small.vocabulary))
  expect(some.slice(2 * small.vocabulary)).not.toEqual(others.slice(2 * small.vocabulary))
})

test('two recordings at once are encoded as each is alone', async () => {
  const encoder = await InferenceSession.create(whisperEncoder(weights, small))
  const mel = randomTensor([2, 80, 3000], 3)
  const both = await encoder.run({ mel })
  for (const index of [0, 1]) {
    const alone = await encoder.run({ mel: entryOf(mel, index) })
    for (const [name, tensor] of Object.entries(alone)) expect(largestDifference(tensor, entryOf(both[name], index))).toBeLessThan(1e-4)
  }
})
