import type { Graph } from '../../onnx/graph.ts'
import type { Constants } from './constants.ts'
import type { TfliteNetwork, TfliteOperator } from './read-tflite.ts'
import { refusal } from './refusal.ts'

/** Adds nodes to the graph until the tensor `output` is there; images have channels first in the graph, last in the shapes told here. */
type Turn = (place: Place) => void

interface Place {
  onnx: Graph
  operator: TfliteOperator
  /** The name of a computed input. */
  input(index: number): string
  shapeOf(index: number): readonly number[]
  output: string
  outputShape: readonly number[]
  /** Adds a constant input to the graph, its axes in another order and maybe reshaped, and tells its name. */
  weights(index: number, axes?: readonly number[], shape?: readonly number[]): string
  integersOf(index: number): number[]
}

/** Adds one operator of a network to the graph; unknown ones are refused. */
export function turnOperator(operator: TfliteOperator, { tensors }: TfliteNetwork, constants: Constants, onnx: Graph): void {
  const turn = turns[operator.name]
  if (!turn) throw refusal(operator.name)
  const inputOf = (index: number) => operator.inputs[index] ?? -1
  const shapeOf = (index: number) => tensors[inputOf(index)]?.shape ?? []
  const [output = -1] = operator.outputs
  turn({
    onnx,
    operator,
    output: tensorName(output),
    outputShape: tensors[output]?.shape ?? [],
    shapeOf,
    integersOf: (index) => constants.integers(inputOf(index)),
    input(index) {
      if (constants.has(inputOf(index))) throw refusal(`${operator.name} of a constant`)
      return tensorName(inputOf(index))
    },
    weights(index, axes = shapeOf(index).map((_, axis) => axis), shape = axes.map((axis) => shapeOf(index)[axis] ?? 1)) {
      const values = transposed(constants.floats(inputOf(index)), shapeOf(index), axes)
      return onnx.weight(`${tensorName(output)}.weights${index}`, shape, { values })
    },
  })
}

/** What a tensor of the network is called in the graph. */
export function tensorName(tensor: number): string {
  return `tensor${tensor}`
}

/** Adds a copy of a tensor that has channels last, as the network's own shapes tell it; what is no image is so already. */
export function toChannelsLast(onnx: Graph, from: string, to: string, shape: readonly number[]): string {
  return shape.length === 4 ? onnx.node('Transpose', [from], to, { perm: [0, 2, 3, 1] }) : onnx.node('Identity', [from], to)
}

const turns: Record<string, Turn> = {
  CONV_2D(place) {
    const { weights, operator } = place
    const kernel = [weights(1, [0, 3, 1, 2]), weights(2)]
    const dilations = [operator.options.int32(5) || 1, operator.options.int32(4) || 1]
    convolve(place, kernel, { dilations, group: 1, activation: operator.options.int8(3) })
  },
  DEPTHWISE_CONV_2D(place) {
    const { weights, operator, shapeOf } = place
    const kernel = [weights(1, [3, 0, 1, 2]), weights(2)]
    const dilations = [operator.options.int32(6) || 1, operator.options.int32(5) || 1]
    convolve(place, kernel, { dilations, group: shapeOf(0)[3] ?? 1, activation: operator.options.int8(4) })
  },
  MAX_POOL_2D(place) {
    const { operator, input } = place
    const kernel = [operator.options.int32(4), operator.options.int32(3)]
    const window = windowOf(place, kernel, [1, 1])
    activated(place, 'MaxPool', [input(0)], { ...window, kernel_shape: kernel }, operator.options.int8(5))
  },
  ADD(place) {
    const { shapeOf, input, operator } = place
    if (String(shapeOf(0)) !== String(shapeOf(1))) throw refusal('ADD of different shapes')
    activated(place, 'Add', [input(0), input(1)], {}, operator.options.int8(0))
  },
  RELU({ onnx, input, output }) {
    onnx.node('Relu', [input(0)], output)
  },
  PRELU({ onnx, input, weights, shapeOf, output }) {
    const [height, width, channels = 1] = shapeOf(1)
    if (height !== 1 || width !== 1) throw refusal('PRELU with slopes for each place')
    onnx.node('PRelu', [input(0), weights(1, [2, 0, 1], [channels, 1, 1])], output)
  },
  PAD({ onnx, input, integersOf, output, outputShape }) {
    if (outputShape.length !== 4) throw refusal('PAD of what is no image')
    const paddings = integersOf(1)
    const ends = [0, 1].flatMap((end) => channelsFirst.map((axis) => paddings[2 * axis + end] ?? 0))
    onnx.node('Pad', [input(0), onnx.constant(ends)], output)
  },
  RESHAPE({ onnx, input, shapeOf, outputShape, output }) {
    if (outputShape.length === 4) throw refusal('RESHAPE to an image')
    const shape = onnx.constant(outputShape)
    onnx.node('Reshape', [toChannelsLast(onnx, input(0), `${output}.last`, shapeOf(0)), shape], output)
  },
  CONCATENATION(place) {
    const { operator, input, outputShape } = place
    const axis = operator.options.int32(0)
    const fromStart = axis < 0 ? axis + outputShape.length : axis
    const placed = outputShape.length === 4 ? channelsFirst.indexOf(fromStart) : fromStart
    const parts = operator.inputs.map((_, index) => input(index))
    activated(place, 'Concat', parts, { axis: placed }, operator.options.int8(1))
  },
}

/** Where each axis of an image with channels first lies when channels come last. */
export const channelsFirst = [0, 3, 1, 2]

function convolve(
  place: Place,
  [kernel = '', bias = '']: string[],
  { activation, dilations, group }: { activation: number; dilations: number[]; group: number },
): void {
  const window = windowOf(place, place.shapeOf(1).slice(1, 3), dilations)
  activated(place, 'Conv', [place.input(0), kernel, bias], { ...window, dilations, group }, activation)
}

/** Strides, and what is padded at the start and the end of height and width; more at the end where it is odd. */
function windowOf({ operator, shapeOf, outputShape }: Place, kernel: readonly number[], dilations: readonly number[]) {
  const strides = [operator.options.int32(2), operator.options.int32(1)]
  const isSame = operator.options.int8(0) === 0
  const missing = [0, 1].map((side) => {
    const reach = (outputShape[1 + side] ?? 0) - 1
    const needed = reach * (strides[side] ?? 1) + ((kernel[side] ?? 1) - 1) * (dilations[side] ?? 1) + 1
    return isSame ? Math.max(0, needed - (shapeOf(0)[1 + side] ?? 0)) : 0
  })
  return { strides, pads: [...missing.map((count) => Math.floor(count / 2)), ...missing.map((count) => Math.ceil(count / 2))] }
}

function activated(
  { onnx, output }: Place,
  kind: string,
  inputs: readonly string[],
  attributes: Parameters<Graph['node']>[3],
  activation: number,
): void {
  if (activation > 1) throw refusal(`${kind} with fused activation ${activation}`)
  const result = onnx.node(kind, inputs, activation === 1 ? `${output}.raw` : output, attributes)
  if (activation === 1) onnx.node('Relu', [result], output)
}

/** The values of a tensor with its axes in another order. */
function transposed(values: Float32Array, shape: readonly number[], axes: readonly number[]): Float32Array {
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((product, size) => product * size, 1))
  const result = new Float32Array(values.length)
  const place = axes.map(() => 0)
  let from = 0
  for (let to = 0; to < result.length; to++) {
    result[to] = values[from] ?? 0
    for (let last = axes.length - 1; last >= 0; last--) {
      const axis = axes[last] ?? 0
      from += strides[axis] ?? 0
      place[last] = (place[last] ?? 0) + 1
      if (place[last] !== shape[axis]) break
      from -= (strides[axis] ?? 0) * (shape[axis] ?? 0)
      place[last] = 0
    }
  }
  return result
}
