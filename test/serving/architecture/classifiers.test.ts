import { expect, test } from 'vitest'
import { efficientnetLite0 } from '../../../src/serving/architecture/efficientnet-lite0.ts'
import { number } from '../../../src/serving/architecture/number.ts'
import { resnet50 } from '../../../src/serving/architecture/resnet50.ts'
import { tiny } from '../../../src/serving/architecture/tiny.ts'
import { seededWeights } from '../../../src/serving/onnx/weights.ts'
import { entryOf, largestDifference, randomTensor, runOnce } from '../onnx/run-once.ts'

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
