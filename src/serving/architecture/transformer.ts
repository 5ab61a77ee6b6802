import type { Graph } from '../onnx/graph.ts'

/** The parts that transformers share. Tensors of a sequence are [batch, sequence, width]. */
export interface TransformerParts {
  /** A dense layer; its weight is published as [out, in]. */
  linear(input: string, name: string, from: number, to: number, bias?: boolean): string
  normalise(input: string, name: string, width: number, epsilon: number): string
  gelu(input: string): string
  add(some: string, others: string, name: string): string
  /** Lays a sequence out by heads: [batch, heads, sequence, size], or with `keys` [batch, heads, size, sequence]. */
  byHeads(input: string, heads: number, size: number, layout?: 'keys'): string
  /** Attention of queries by heads on keys laid out as keys; `mask` is added to the scores. The result is a sequence again. */
  attend(name: string, parts: { queries: string; keys: string; values: string; mask?: string }, heads: number, size: number): string
}

/** The reach of uniform weights of standard deviation 0.02, the start of training of BERT and its kin. */
export const bertStart = { reach: 0.02 * Math.sqrt(3) }

/** Gives the parts of transformers for a graph. */
export function transformerParts(net: Graph): TransformerParts {
  const scalar = (value: number) => net.constant(Float32Array.of(value), [])
  return {
    linear(input, name, from, to, bias = true) {
      const product = net.node('MatMul', [input, net.transposedWeight(`${name}.weight`, [to, from], bertStart)], `${name}.product`)
      return bias ? net.node('Add', [product, net.weight(`${name}.bias`, [to], { fill: 0 })], name) : product
    },
    normalise(input, name, width, epsilon) {
      const scale = net.weight(`${name}.weight`, [width], { fill: 1 })
      const shift = net.weight(`${name}.bias`, [width], { fill: 0 })
      return net.node('LayerNormalization', [input, scale, shift], name, { epsilon: { float: epsilon } })
    },
    gelu(input) {
      const error = net.node('Erf', [net.node('Div', [input, scalar(Math.SQRT2)], `${input}.scaled`)], `${input}.erf`)
      const gated = net.node('Mul', [input, net.node('Add', [error, scalar(1)], `${input}.gate`)], `${input}.gated`)
      return net.node('Mul', [gated, scalar(0.5)], `${input}.gelu`)
    },
    add: (some, others, name) => net.node('Add', [some, others], name),
    byHeads(input, heads, size, layout) {
      const apart = net.node('Reshape', [input, net.constant([0, 0, heads, size])], `${input}.apart`)
      return net.node('Transpose', [apart], `${input}.heads`, { perm: layout === 'keys' ? [0, 2, 3, 1] : [0, 2, 1, 3] })
    },
    attend(name, { queries, keys, values, mask }, heads, size) {
      const raw = net.node('MatMul', [queries, keys], `${name}.raw`)
      const scaled = net.node('Div', [raw, scalar(Math.sqrt(size))], `${name}.scaled`)
      const scores = mask ? net.node('Add', [scaled, mask], `${name}.masked`) : scaled
      const mixed = net.node('MatMul', [net.node('Softmax', [scores], `${name}.shares`), values], `${name}.mixed`)
      const joined = net.node('Transpose', [mixed], `${name}.joined`, { perm: [0, 2, 1, 3] })
      return net.node('Reshape', [joined, net.constant([0, 0, heads * size])], `${name}.attended`)
    },
  }
}
