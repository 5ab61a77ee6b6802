import { expect, test } from 'vitest'
import { efficientnetLite0 } from '../../../src/serving/architecture/efficientnet-lite0.ts'
import { number } from '../../../src/serving/architecture/number.ts'
import { resnet50 } from '../../../src/serving/architecture/resnet50.ts'
import { tiny } from '../../../src/serving/architecture/tiny.ts'
import { seededWeights } from '../../../src/serving/onnx/weights.ts'
import { countMultiplyAdds } from '../onnx/count-operations.ts'
import { parametersOf } from '../onnx/onnx-reader.ts'
import { entryOf, largestDifference, noWeights, randomTensor, runOnce } from '../onnx/run-once.ts'

/**
 * torchvision tells 25.6 million parameters and 4.09 billion multiply-adds of ResNet-50. TensorFlow tells 4.7 million and 407 million of
 * EfficientNet-lite0, more than its convolutions and its classifier take: their sum over the layers of the paper is 385 million.
 */
test.each([
  { name: 'ResNet-50', write: resnet50, parameters: 25_557_032, multiplyAdds: 4.09e9, within: 0.001 },
  { name: 'EfficientNet-lite0', write: efficientnetLite0, parameters: 4_652_008, multiplyAdds: 407e6, within: 0.06 },
])('$name has the published parameters and, within $within, the published multiply-adds', async (published) => {
  const bytes = published.write(noWeights)
  expect(parametersOf(bytes)).toBe(published.parameters)
  const counted = await countMultiplyAdds(bytes, { input: randomTensor([1, 3, 224, 224], 1) })
  expect(Math.abs(counted / published.multiplyAdds - 1)).toBeLessThan(published.within)
})

test.each([
  { name: 'ResNet-50', write: resnet50, dims: [3, 224, 224], output: 'logits' },
  { name: 'EfficientNet-lite0', write: efficientnetLite0, dims: [3, 224, 224], output: 'logits' },
  { name: 'tiny', write: tiny, dims: [4], output: 'output' },
  { name: 'number', write: number, dims: [1], output: 'output' },
])('$name gives two inputs at once what it gives each alone, and different inputs different answers', async ({ write, dims, output }) => {
  const bytes = write(seededWeights(1))
  const input = randomTensor([2, ...dims], 1)
  const both = (await runOnce(bytes, { input }))[output]
  for (const index of [0, 1]) {
    const alone = (await runOnce(bytes, { input: entryOf(input, index) }))[output]
    expect(largestDifference(alone, entryOf(both, index))).toBeLessThan(1e-3)
  }
  expect(largestDifference(entryOf(both, 0), entryOf(both, 1))).toBeGreaterThan(1e-3)
})
