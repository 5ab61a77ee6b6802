import type { Tensor } from 'onnxruntime-node'
import { expect, test } from 'vitest'
import { yolov5 } from '../../../src/serving/architecture/yolov5.ts'
import type { Found } from '../../../src/serving/image/non-maximum-suppression.ts'
import { yoloBoxes } from '../../../src/serving/image/yolo-boxes.ts'
import { graph } from '../../../src/serving/onnx/graph.ts'
import { bytesField, encode, integerField, message, messageField } from '../../../src/serving/onnx/protobuf.ts'
import { seededWeights } from '../../../src/serving/onnx/weights.ts'
import { detectorOfFile } from '../../../src/serving/service/detector-of-file.ts'
import { randomTensor, runOnce } from '../onnx/run-once.ts'
import { seeing } from './detectors.ts'

const row = [1, 1, 1, 1, 1, 1, 1] as const
const anchors = [
  [10, 13, 16, 30, 33, 23],
  [30, 61, 62, 45, 59, 119],
  [116, 90, 156, 198, 373, 326],
]

test('an export of YOLOv5 is known by its class names, eyes by what the classes are', () => {
  expect(detectorOfFile(seeing([row], ['cat', 'dog']))).toEqual({ kind: 'detect', names: ['cat', 'dog'], anchors: null })
  for (const names of [
    ['open', 'closed'],
    ['Closed_Eyes', 'Open_Eyes'],
    ['eye-open', 'eye-shut'],
  ]) {
    expect(detectorOfFile(seeing([row], names))).toEqual({ kind: 'eyes', names, anchors: null })
  }
})

test('any other file is none', () => {
  expect(detectorOfFile(seeing([row], null))).toBeNull()
  expect(detectorOfFile(seeing([row], ['one', 'two', 'three']))).toBeNull()
  expect(detectorOfFile(Buffer.from('no model'))).toBeNull()
  expect(detectorOfFile(Buffer.alloc(0))).toBeNull()
})

/** A file with the three raw outputs, that does nothing. */
function raw(metadata: Record<string, string>, kept?: { name: string; values: number[] }): Uint8Array {
  const net = graph('raw', () => Float32Array.from(kept?.values ?? []))
  if (kept) net.weight(kept.name, [3, 3, 2], { fill: 0 })
  const levels = [80, 40, 20].map((side, index) => [`level${index}`, [1, 3, side, side, 7]] as const)
  return net.finish({ images: [1, 3, 640, 640] }, Object.fromEntries(levels), { names: "{0: 'a', 1: 'b'}", ...metadata })
}

test('raw outputs are read by the anchors in the metadata, or in the network’s own constant', () => {
  const found = { kind: 'detect', names: ['a', 'b'], anchors }
  expect(detectorOfFile(raw({ anchors: JSON.stringify(anchors) }))).toEqual(found)
  expect(detectorOfFile(raw({}, { name: 'model.24.anchor_grid', values: anchors.flat() }))).toEqual(found)
  const cells = anchors.flatMap((level, index) => level.map((pixels) => pixels / 2 ** (3 + index)))
  expect(detectorOfFile(raw({}, { name: 'model.24.anchors', values: cells }))).toEqual(found)
  expect(detectorOfFile(raw({}))).toBeNull()
  expect(detectorOfFile(raw({ anchors: '[[1,2],[3]]' }))).toBeNull()
})

test('raw outputs become the same boxes as the ones that the network decodes itself', async () => {
  const options = { names: ['a', 'b', 'c'], size: 64, width: 0.125, depth: 0.33 }
  const bytes = yolov5(seededWeights(3), options)
  // A protobuf message that follows another one adds to its lists: here to the outputs of the graph.
  const more = [0, 1, 2].map((level) => {
    const side = 8 >> level
    const dims = [bytesField(2, 'batch'), ...[3, side, side, 8].map((size) => integerField(1, size))]
    const tensor = message([integerField(1, 1), messageField(2, message(dims.map((dim) => messageField(1, dim))))])
    return messageField(12, message([bytesField(1, `model.24.m.${level}.last`), messageField(2, messageField(1, tensor))]))
  })
  const told = await runOnce(Buffer.concat([bytes, encode(messageField(7, message(more)))]), { images: randomTensor([1, 3, 64, 64], 2) })
  const all = Object.values(told).map(({ dims, data }: Tensor) => ({ shape: dims, values: data as Float32Array }))
  const frame = { width: 64, height: 64 }
  const decoded = yoloBoxes(
    all.filter(({ shape }) => shape.length === 3),
    3,
    frame,
    null,
    1e-6,
  )
  const read = yoloBoxes(all.filter(({ shape }) => shape.length === 5).reverse(), 3, frame, anchors, 1e-6)
  expect(decoded).toHaveLength(252)
  expect(read).toHaveLength(252)
  for (const [index, one] of decoded.entries()) {
    const other = read[index] as Found
    expect(other.class).toBe(one.class)
    for (const key of ['x', 'y', 'width', 'height', 'confidence'] as const) expect(other[key]).toBeCloseTo(one[key], 2)
  }
})
