import type { Tensor } from 'onnxruntime-node'
import { expect, test } from 'vitest'
import { cocoNames } from '../../../src/serving/architecture/coco-names.ts'
import { yolov5 } from '../../../src/serving/architecture/yolov5.ts'
import { readOnnx } from '../../../src/serving/onnx/read-onnx.ts'
import { seededWeights } from '../../../src/serving/onnx/weights.ts'
import { entryOf, largestDifference, randomTensor, runOnce } from '../onnx/run-once.ts'

const eyes = { names: ['open', 'closed'], size: 64, width: 0.125, depth: 0.33 }

test('the file says its classes, stride and anchors as an export of YOLOv5 does', () => {
  expect(readOnnx(yolov5(seededWeights(1), eyes)).metadata).toEqual({
    names: "{0: 'open', 1: 'closed'}",
    stride: '32',
    anchors: '[[10,13,16,30,33,23],[30,61,62,45,59,119],[116,90,156,198,373,326]]',
  })
  expect(cocoNames).toHaveLength(80)
})

test('a head that says nothing puts the anchors on the middle of each cell', async () => {
  const silent = yolov5((name, dims, start) => {
    const values = seededWeights(1)(name, dims, start)
    return name.startsWith('model.24.') ? values.fill(0) : values
  }, eyes)
  const { output0 } = await runOnce(silent, { images: randomTensor([1, 3, 64, 64], 1) })
  const rows = Array.from({ length: 252 }, (_, row) => [...(output0 as Tensor).data.slice(row * 7, row * 7 + 7)])
  expect((output0 as Tensor).dims).toEqual([1, 252, 7])
  expect(rows[0]).toEqual([4, 4, 10, 13, 0.5, 0.5, 0.5])
  expect(rows[9]).toEqual([12, 12, 10, 13, 0.5, 0.5, 0.5])
  expect(rows[64]).toEqual([4, 4, 16, 30, 0.5, 0.5, 0.5])
  expect(rows[192]).toEqual([8, 8, 30, 61, 0.5, 0.5, 0.5])
  expect(rows[251]).toEqual([48, 48, 373, 326, 0.5, 0.5, 0.5])
})

test('two images at once get the boxes that each gets alone', async () => {
  const bytes = yolov5(seededWeights(1), eyes)
  const images = randomTensor([2, 3, 64, 64], 1)
  const { output0: both } = await runOnce(bytes, { images })
  for (const index of [0, 1]) {
    const { output0: alone } = await runOnce(bytes, { images: entryOf(images, index) })
    expect(largestDifference(alone, entryOf(both, index))).toBeLessThan(1e-3)
  }
})

test('a detector that knows nothing finds nothing', async () => {
  const { output0 } = await runOnce(yolov5(seededWeights(1), { ...eyes, names: cocoNames }), { images: randomTensor([1, 3, 64, 64], 1) })
  const objectness = Array.from({ length: 252 }, (_, row) => (output0 as Tensor).data[row * 85 + 4] as number)
  expect(Math.max(...objectness)).toBeLessThan(0.1)
})
