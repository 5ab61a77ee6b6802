import { type Graph, graph } from '../onnx/graph.ts'
import { heStart, type Weights } from '../onnx/weights.ts'

/** A picture or what became of it, with its channels and the pixels along each edge. */
export interface Layer {
  name: string
  channels: number
  side: number
}

interface ConvolutionShape {
  channels: number
  size?: number
  stride?: number
  /** Whether the edges stay uncovered; else they are filled up so that only the stride makes a picture smaller. */
  isValid?: boolean
  /** How a last layer starts: its outputs are these numbers, one for each channel, whatever came in. */
  answers?: Float32Array
}

/** The layers that networks for phones are made of; each is named, and so are its weights. */
interface MobileLayers {
  net: Graph
  input: Layer
  convolution(name: string, from: Layer, shape: ConvolutionShape): Layer
  /** A convolution of 3 × 3 within each channel. */
  depthwise(name: string, from: Layer, stride?: number): Layer
  relu(name: string, from: Layer): Layer
  /** A slope for what is below 0, one for each channel. */
  sloped(name: string, from: Layer): Layer
  /** Adds what came in to what became of it: halved by its greatest values, and with more channels of zeros, as far as it takes. */
  joined(name: string, shortcut: Layer, branch: Layer): Layer
  /** The numbers of a picture as rows, channels last. */
  rows(name: string, from: Layer, columns: number): string
}

/** Begins a network that takes one square picture of three colours. */
export function mobileLayers(name: string, inputName: string, side: number, weights: Weights): MobileLayers {
  const net = graph(name, weights)
  const padsOf = (from: number, size: number, stride: number) => {
    const missing = Math.max(0, (Math.ceil(from / stride) - 1) * stride + size - from)
    return { before: Math.floor(missing / 2), after: Math.ceil(missing / 2) }
  }
  const window = (from: Layer, size: number, stride: number, isValid = false) => {
    const { before, after } = isValid ? { before: 0, after: 0 } : padsOf(from.side, size, stride)
    const attributes = { strides: [stride, stride], pads: [before, before, after, after] }
    return { attributes, side: Math.floor((from.side + before + after - size) / stride) + 1 }
  }
  return {
    net,
    input: { name: inputName, channels: 3, side },
    convolution(key, from, { channels, size = 1, stride = 1, isValid, answers }) {
      const { attributes, side: outSide } = window(from, size, stride, isValid)
      const start = answers ? { fill: 0 } : heStart(from.channels * size * size)
      const kernel = net.weight(`${key}.weight`, [channels, from.channels, size, size], start)
      const bias = net.weight(`${key}.bias`, [channels], answers ? { values: answers } : { fill: 0 })
      net.node('Conv', [from.name, kernel, bias], key, attributes)
      return { name: key, channels, side: outSide }
    },
    depthwise(key, from, stride = 1) {
      const { attributes, side: outSide } = window(from, 3, stride)
      const kernel = net.weight(`${key}.weight`, [from.channels, 1, 3, 3], heStart(9))
      const bias = net.weight(`${key}.bias`, [from.channels], { fill: 0 })
      net.node('Conv', [from.name, kernel, bias], key, { ...attributes, group: from.channels })
      return { name: key, channels: from.channels, side: outSide }
    },
    relu: (key, from) => ({ ...from, name: net.node('Relu', [from.name], key) }),
    sloped(key, from) {
      const slopes = net.weight(`${key}.slope`, [from.channels, 1, 1], { fill: 0.25 })
      return { ...from, name: net.node('PRelu', [from.name, slopes], key) }
    },
    joined(key, shortcut, branch) {
      let { name: from } = shortcut
      if (branch.side < shortcut.side) from = net.node('MaxPool', [from], `${key}.pool`, { kernel_shape: [2, 2], strides: [2, 2] })
      const more = branch.channels - shortcut.channels
      if (more > 0) from = net.node('Pad', [from, net.constant([0, 0, 0, 0, 0, more, 0, 0])], `${key}.pad`)
      return { ...branch, name: net.node('Add', [from, branch.name], key) }
    },
    rows(key, from, columns) {
      const last = net.node('Transpose', [from.name], `${key}.last`, { perm: [0, 2, 3, 1] })
      const count = (from.channels * from.side * from.side) / columns
      return net.node('Reshape', [last, net.constant([1, count, columns])], key)
    },
  }
}
