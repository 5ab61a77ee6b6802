import { type Graph, graph } from '../onnx/graph.ts'
import { heStart, type Weights } from '../onnx/weights.ts'

export interface Yolov5Options {
  /** Of the classes, in their order. */
  names: readonly string[]
  /** Pixels of a side of the square image; a multiple of 32. */
  size: number
  /** What the number of channels and the number of blocks are multiplied by. */
  width: number
  depth: number
}

/** Width and depth of the published sizes. */
export const yolov5Sizes = {
  n: { width: 0.25, depth: 0.33 },
  s: { width: 0.5, depth: 0.33 },
  m: { width: 0.75, depth: 0.67 },
} as const

/** Width and height in pixels of the three boxes that each level starts from. */
const anchors = [
  [10, 13, 16, 30, 33, 23],
  [30, 61, 62, 45, 59, 119],
  [116, 90, 156, 198, 373, 326],
] as const
const strides = [8, 16, 32] as const

/**
 * Writes YOLOv5 6.x as ONNX, as its official export does: normalisation folded into the convolutions, boxes decoded to pixels inside the
 * graph, `images` [batch, 3, size, size] in and `output0` [batch, boxes, 5 + classes] out; `names`, `stride` and `anchors` in the metadata.
 * Weights go by their names after `fuse()`: `model.0.conv.weight`, `model.2.m.0.cv1.conv.bias`, `model.24.m.0.weight`.
 */
export function yolov5(weights: Weights, options: Yolov5Options): Uint8Array {
  const { names, size, width, depth } = options
  const net = graph('yolov5', weights)
  const { convolution, c3, pooledPyramid } = blocks(net)
  const channels = (published: number) => Math.ceil((published * width) / 8) * 8
  const repeats = (published: number) => Math.max(1, Math.round(published * depth))
  const [c64, c128, c256, c512, c1024] = [channels(64), channels(128), channels(256), channels(512), channels(1024)]
  const joined = (inputs: readonly string[], index: number) => net.node('Concat', inputs, `model.${index}`, { axis: 1 })
  const doubled = (input: string, index: number) =>
    net.node('Resize', [input, '', net.constant(Float32Array.of(1, 1, 2, 2))], `model.${index}`, {
      mode: 'nearest',
      coordinate_transformation_mode: 'asymmetric',
      nearest_mode: 'floor',
    })

  const p1 = convolution('images', 'model.0', 3, c64, 6, 2)
  const p2 = c3(convolution(p1, 'model.1', c64, c128, 3, 2), 'model.2', c128, c128, repeats(3))
  const p3 = c3(convolution(p2, 'model.3', c128, c256, 3, 2), 'model.4', c256, c256, repeats(6))
  const p4 = c3(convolution(p3, 'model.5', c256, c512, 3, 2), 'model.6', c512, c512, repeats(9))
  const p5 = c3(convolution(p4, 'model.7', c512, c1024, 3, 2), 'model.8', c1024, c1024, repeats(3))
  const top = convolution(pooledPyramid(p5, 'model.9', c1024), 'model.10', c1024, c512, 1, 1)

  const middleIn = joined([doubled(top, 11), p4], 12)
  const middle = convolution(c3(middleIn, 'model.13', 2 * c512, c512, repeats(3), false), 'model.14', c512, c256, 1, 1)
  const fine = c3(joined([doubled(middle, 15), p3], 16), 'model.17', 2 * c256, c256, repeats(3), false)
  const mediumIn = joined([convolution(fine, 'model.18', c256, c256, 3, 2), middle], 19)
  const medium = c3(mediumIn, 'model.20', 2 * c256, c512, repeats(3), false)
  const coarseIn = joined([convolution(medium, 'model.21', c512, c512, 3, 2), top], 22)
  const coarse = c3(coarseIn, 'model.23', 2 * c512, c1024, repeats(3), false)

  const levels = [
    { from: fine, channels: c256 },
    { from: medium, channels: c512 },
    { from: coarse, channels: c1024 },
  ]
  const decoded = levels.map((level, index) => boxesOf(net, level.from, level.channels, index, options))
  net.node('Concat', decoded, 'output0', { axis: 1 })
  const boxes = strides.reduce((sum, stride) => sum + 3 * (size / stride) ** 2, 0)
  return net.finish(
    { images: ['batch', 3, size, size] },
    { output0: ['batch', boxes, 5 + names.length] },
    {
      stride: String(Math.max(...strides)),
      names: `{${names.map((name, index) => `${index}: '${name}'`).join(', ')}}`,
      anchors: JSON.stringify(anchors),
    },
  )
}

function blocks(net: Graph) {
  const convolution = (input: string, name: string, from: number, to: number, size: number, stride: number) => {
    const weight = net.weight(`${name}.conv.weight`, [to, from, size, size], heStart(from * size * size))
    const bias = net.weight(`${name}.conv.bias`, [to], { fill: 0 })
    const pad = size === 6 ? 2 : Math.floor(size / 2)
    const attributes = { kernel_shape: [size, size], strides: [stride, stride], pads: [pad, pad, pad, pad] }
    const convolved = net.node('Conv', [input, weight, bias], `${name}.conv`, attributes)
    return net.node('Mul', [convolved, net.node('Sigmoid', [convolved], `${name}.sigmoid`)], `${name}.act`)
  }
  const c3 = (input: string, name: string, from: number, to: number, repeats: number, shortcut = true) => {
    const half = to / 2
    let x = convolution(input, `${name}.cv1`, from, half, 1, 1)
    for (let index = 0; index < repeats; index++) {
      const inner = convolution(x, `${name}.m.${index}.cv1`, half, half, 1, 1)
      const block = convolution(inner, `${name}.m.${index}.cv2`, half, half, 3, 1)
      x = shortcut ? net.node('Add', [x, block], `${name}.m.${index}.sum`) : block
    }
    const both = net.node('Concat', [x, convolution(input, `${name}.cv2`, from, half, 1, 1)], `${name}.concat`, { axis: 1 })
    return convolution(both, `${name}.cv3`, to, to, 1, 1)
  }
  const pooledPyramid = (input: string, name: string, channels: number) => {
    const pooled = [convolution(input, `${name}.cv1`, channels, channels / 2, 1, 1)]
    for (let index = 0; index < 3; index++) {
      pooled.push(net.node('MaxPool', [pooled[index] as string], `${name}.m.${index}`, { kernel_shape: [5, 5], pads: [2, 2, 2, 2] }))
    }
    return convolution(net.node('Concat', pooled, `${name}.concat`, { axis: 1 }), `${name}.cv2`, channels * 2, channels, 1, 1)
  }
  return { convolution, c3, pooledPyramid }
}

/** The boxes of one level: centre, width and height in pixels, objectness, a score of each class. */
function boxesOf(net: Graph, input: string, channels: number, level: number, { names, size }: Yolov5Options): string {
  const name = `model.24.m.${level}`
  const stride = strides[level] as number
  const side = size / stride
  const values = 5 + names.length
  const weight = net.weight(`${name}.weight`, [3 * values, channels, 1, 1], { reach: 1 / channels })
  const bias = net.weight(`${name}.bias`, [3 * values], { values: startBias(names.length, stride) })
  const raw = net.node('Conv', [input, weight, bias], `${name}.conv`, { kernel_shape: [1, 1] })
  const apart = net.node('Reshape', [raw, net.constant([0, 3, values, side, side])], `${name}.apart`)
  const last = net.node('Transpose', [apart], `${name}.last`, { perm: [0, 1, 3, 4, 2] })
  const scores = net.node('Sigmoid', [last], `${name}.sigmoid`)
  const [centre, extent, rest] = [`${name}.centre`, `${name}.extent`, `${name}.rest`] as const
  net.nodes('Split', [scores, net.constant([2, 2, values - 4])], [centre, extent, rest], { axis: 4 })

  const scalar = (value: number) => net.constant(Float32Array.of(value), [])
  const cells = Float32Array.from(
    { length: side * side * 2 },
    (_, at) => (at % 2 === 0 ? (at / 2) % side : Math.floor(at / 2 / side)) - 0.5,
  )
  const offset = net.node('Mul', [centre, scalar(2)], `${name}.offset`)
  const cell = net.node('Add', [offset, net.constant(cells, [1, 1, side, side, 2])], `${name}.cell`)
  const place = net.node('Mul', [cell, scalar(stride)], `${name}.place`)
  const factor = net.node('Pow', [net.node('Mul', [extent, scalar(2)], `${name}.double`), scalar(2)], `${name}.factor`)
  const starts = net.constant(Float32Array.from(anchors[level] as readonly number[]), [1, 3, 1, 1, 2])
  const both = net.node('Concat', [place, net.node('Mul', [factor, starts], `${name}.size`), rest], `${name}.decoded`, { axis: 4 })
  return net.node('Reshape', [both, net.constant([0, 3 * side * side, values])], `${name}.boxes`)
}

/** The published start of training: about 8 objects in an image of 640 pixels, each class equally likely; so a detector that knows nothing finds next to nothing. */
function startBias(classes: number, stride: number): Float32Array {
  const objectness = Math.log(8 / (640 / stride) ** 2)
  const each = Math.log(0.6 / (classes - 0.99999))
  const one = [0, 0, 0, 0, objectness, ...Array.from({ length: classes }, () => each)]
  return Float32Array.from([...one, ...one, ...one])
}
