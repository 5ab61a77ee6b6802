import { type Graph, graph } from '../onnx/graph.ts'
import type { Weights } from '../onnx/weights.ts'
import { transformerParts, transformerStart } from './transformer.ts'

export interface SentenceEncoder {
  name: string
  width: number
  heads: number
  layers: number
  /** Whether it has embeddings of the first and the second sentence; all tokens are then of the first. */
  tokenTypes: boolean
  /** What the weights of a layer are called. */
  namesOf(layer: number): LayerNames
}

interface LayerNames {
  query: string
  key: string
  value: string
  out: string
  attentionNorm: string
  widen: string
  narrow: string
  norm: string
}

const vocabulary = 30_522
const longestSequence = 512
const epsilon = 1e-12

/** DistilBERT-base (Sanh et al. 2019), by the names of its published safetensors: `transformer.layer.0.attention.q_lin.weight`. */
export const distilbert: SentenceEncoder = {
  name: 'distilbert',
  width: 768,
  heads: 12,
  layers: 6,
  tokenTypes: false,
  namesOf(layer) {
    const name = `transformer.layer.${layer}`
    return {
      query: `${name}.attention.q_lin`,
      key: `${name}.attention.k_lin`,
      value: `${name}.attention.v_lin`,
      out: `${name}.attention.out_lin`,
      attentionNorm: `${name}.sa_layer_norm`,
      widen: `${name}.ffn.lin1`,
      narrow: `${name}.ffn.lin2`,
      norm: `${name}.output_layer_norm`,
    }
  },
}

/** MiniLM-L6 (Wang et al. 2020) as sentence transformers use it, by the names of BERT: `encoder.layer.0.attention.self.query.weight`. */
export const miniLm: SentenceEncoder = {
  name: 'minilm',
  width: 384,
  heads: 12,
  layers: 6,
  tokenTypes: true,
  namesOf(layer) {
    const name = `encoder.layer.${layer}`
    return {
      query: `${name}.attention.self.query`,
      key: `${name}.attention.self.key`,
      value: `${name}.attention.self.value`,
      out: `${name}.attention.output.dense`,
      attentionNorm: `${name}.attention.output.LayerNorm`,
      widen: `${name}.intermediate.dense`,
      narrow: `${name}.output.dense`,
      norm: `${name}.output.LayerNorm`,
    }
  },
}

/**
 * Writes a BERT-like encoder that gives one vector of length 1 a text, the mean over its tokens: `input_ids` and `attention_mask` INT64
 * [batch, sequence] (at most 512; the mask is 0 for padding) in, `sentence_embedding` [batch, width] out. Embeddings go by
 * `embeddings.word_embeddings.weight`, `….position_embeddings.weight`, `….token_type_embeddings.weight`, `….LayerNorm.weight`.
 */
export function sentenceEncoder(weights: Weights, { name: title, width, heads, layers, tokenTypes, namesOf }: SentenceEncoder): Uint8Array {
  const net = graph(title, weights)
  const parts = transformerParts(net, { width, heads, epsilon })
  const attended = net.node('Cast', ['attention_mask'], 'attended', { to: 1 })
  const mask = paddingMask(net, attended)

  let x = embedded(net, width, tokenTypes)
  x = parts.normalise(x, 'embeddings.LayerNorm')
  for (let layer = 0; layer < layers; layer++) {
    const names = namesOf(layer)
    const queries = parts.byHeads(parts.project(x, names.query))
    const keys = parts.byHeads(parts.project(x, names.key), 'keys')
    const values = parts.byHeads(parts.project(x, names.value))
    const mixed = parts.attend(`layer${layer}`, { queries, keys, values, mask })
    const attention = parts.add(parts.project(mixed, names.out), x, `layer${layer}.attention_sum`)
    const normal = parts.normalise(attention, names.attentionNorm)
    const sum = parts.add(parts.feedForward(normal, names.widen, names.narrow), normal, `layer${layer}.sum`)
    x = parts.normalise(sum, names.norm)
  }
  pooled(net, x, attended)
  const ids = { datatype: 'INT64', dims: ['batch', 'sequence'] } as const
  return net.finish({ input_ids: ids, attention_mask: ids }, { sentence_embedding: ['batch', width] })
}

function embedded(net: Graph, width: number, tokenTypes: boolean): string {
  const table = (key: string, rows: number) => net.weight(`embeddings.${key}_embeddings.weight`, [rows, width], transformerStart)
  const words = net.node('Gather', [table('word', vocabulary), 'input_ids'], 'words')
  const length = net.node('Shape', ['input_ids'], 'length', { start: 1, end: 2 })
  const places = net.node('Slice', [table('position', longestSequence), net.constant([0]), length, net.constant([0])], 'places')
  const placed = net.node('Add', [words, places], 'placed')
  if (!tokenTypes) return placed
  return net.node('Add', [placed, net.node('Gather', [table('token_type', 2), net.constant([0], [])], 'type')], 'typed')
}

/** What is added to the scores: nothing for a token, so much for padding that nothing of it is left. */
function paddingMask(net: Graph, attended: string): string {
  const padding = net.node('Sub', [net.constant(Float32Array.of(1), []), attended], 'padding')
  const hidden = net.node('Mul', [padding, net.constant(Float32Array.of(-1e9), [])], 'hidden')
  return net.node('Unsqueeze', [hidden, net.constant([1, 2])], 'mask')
}

/** The mean over the tokens that are no padding, made 1 long. */
function pooled(net: Graph, states: string, attended: string): string {
  const column = net.node('Unsqueeze', [attended, net.constant([2])], 'attended.column')
  const sum = net.node('ReduceSum', [net.node('Mul', [states, column], 'kept'), net.constant([1])], 'pool.sum', { keepdims: 0 })
  return net.node('LpNormalization', [sum], 'sentence_embedding', { axis: 1, p: 2 })
}
