import type { Graph } from '../onnx/graph.ts'

export interface TransformerShape {
  width: number
  heads: number
  /** What keeps a normalisation from dividing by 0. */
  epsilon: number
}

/** The parts that transformers share. A sequence is [batch, sequence, width]; weights of dense layers are published as [out, in]. */
export interface TransformerParts {
  normalise(input: string, name: string): string
  /** A dense layer that keeps the width. */
  project(input: string, name: string, bias?: boolean): string
  /** Two dense layers, four times as wide between them. */
  feedForward(input: string, widen: string, narrow: string): string
  gelu(input: string): string
  /** A sequence by heads: [batch, heads, sequence, width of a head], or as keys [batch, heads, width of a head, sequence]. */
  byHeads(sequence: string, layout?: 'keys'): string
  /** Attention of queries on keys laid out as keys; `mask` is added to the scores. The result is a sequence again. */
  attend(name: string, parts: { queries: string; keys: string; values: string; mask?: string }): string
  add(some: string, others: string, name: string): string
}

/** The usual start of training: uniform weights of standard deviation 0.02. */
export const transformerStart = { reach: 0.02 * Math.sqrt(3) }

/** Gives the parts of transformers for a graph. */
export function transformerParts(net: Graph, { width, heads, epsilon }: TransformerShape): TransformerParts {
  const size = width / heads
  const scalar = (value: number) => net.constant(Float32Array.of(value), [])
  const add = (some: string, others: string, name: string) => net.node('Add', [some, others], name)
  const dense = (input: string, name: string, from: number, to: number, bias = true) => {
    const product = net.node('MatMul', [input, net.transposedWeight(`${name}.weight`, [to, from], transformerStart)], `${name}.product`)
    return bias ? add(product, net.weight(`${name}.bias`, [to], { fill: 0 }), name) : product
  }
  const gelu = (input: string) => {
    const error = net.node('Erf', [net.node('Div', [input, scalar(Math.SQRT2)], `${input}.scaled`)], `${input}.erf`)
    const gated = net.node('Mul', [input, add(error, scalar(1), `${input}.gate`)], `${input}.gated`)
    return net.node('Mul', [gated, scalar(0.5)], `${input}.gelu`)
  }
  return {
    add,
    gelu,
    project: (input, name, bias) => dense(input, name, width, width, bias),
    feedForward: (input, widen, narrow) => dense(gelu(dense(input, widen, width, 4 * width)), narrow, 4 * width, width),
    normalise(input, name) {
      const scale = net.weight(`${name}.weight`, [width], { fill: 1 })
      const shift = net.weight(`${name}.bias`, [width], { fill: 0 })
      return net.node('LayerNormalization', [input, scale, shift], name, { epsilon: { float: epsilon } })
    },
    byHeads(sequence, layout) {
      const apart = net.node('Reshape', [sequence, net.constant([0, 0, heads, size])], `${sequence}.apart`)
      return net.node('Transpose', [apart], `${sequence}.heads`, { perm: layout === 'keys' ? [0, 2, 3, 1] : [0, 2, 1, 3] })
    },
    attend(name, { queries, keys, values, mask }) {
      const raw = net.node('MatMul', [queries, keys], `${name}.raw`)
      const scaled = net.node('Div', [raw, scalar(Math.sqrt(size))], `${name}.scaled`)
      const scores = mask ? add(scaled, mask, `${name}.masked`) : scaled
      const mixed = net.node('MatMul', [net.node('Softmax', [scores], `${name}.shares`), values], `${name}.mixed`)
      const joined = net.node('Transpose', [mixed], `${name}.joined`, { perm: [0, 2, 1, 3] })
      return net.node('Reshape', [joined, net.constant([0, 0, width])], `${name}.attended`)
    },
  }
}
