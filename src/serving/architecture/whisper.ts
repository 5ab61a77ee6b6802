import { type Graph, graph } from '../onnx/graph.ts'
import type { Weights } from '../onnx/weights.ts'
import { transformerParts, transformerStart } from './transformer.ts'

/**
 * Whisper (Radford et al. 2022) as two ONNX files. Weights go by their names in its published safetensors:
 * `model.encoder.conv1.weight` [width, 80, 3], `model.encoder.layers.0.self_attn.q_proj.weight` (`k_proj` has no bias),
 * `model.encoder.layers.0.self_attn_layer_norm.weight`, `….fc1`, `….fc2`, `….final_layer_norm`, `model.encoder.layer_norm`,
 * `model.decoder.embed_tokens.weight` [vocabulary, width], `model.decoder.embed_positions.weight` [448, width],
 * `model.decoder.layers.0.self_attn…`, `….encoder_attn…`, `model.decoder.layer_norm`. Matrices are [out, in].
 */
export interface WhisperSize {
  width: number
  heads: number
  /** Of the encoder, and of the decoder. */
  layers: number
  vocabulary: number
}

export const whisperSizes = {
  'tiny.en': { width: 384, heads: 6, layers: 4, vocabulary: 51_864 },
  tiny: { width: 384, heads: 6, layers: 4, vocabulary: 51_865 },
  base: { width: 512, heads: 8, layers: 6, vocabulary: 51_865 },
} as const satisfies Record<string, WhisperSize>

/** Frames of the spectrogram of 30 seconds, and positions of the encoder. */
const frames = 3000
const positions = 1500
const bands = 80
/** The most tokens that the decoder can hold. */
const textPositions = 448
const epsilon = 1e-5

/**
 * Writes the encoder: `mel` [batch, 80, 3000] in; out come the keys and values that each layer of the decoder attends to, `cross.0.key`
 * [batch, heads, width of a head, 1500] and `cross.0.value` [batch, heads, 1500, width of a head], so they are made once for all tokens.
 */
export function whisperEncoder(weights: Weights, { width, heads, layers }: WhisperSize): Uint8Array {
  const net = graph('whisper-encoder', weights)
  const parts = transformerParts(net, { width, heads, epsilon })
  const size = width / heads
  const convolution = (input: string, name: string, from: number, stride: number) => {
    const weight = net.weight(`${name}.weight`, [width, from, 3], { reach: Math.sqrt(3 / (3 * from)) })
    const bias = net.weight(`${name}.bias`, [width], { fill: 0 })
    return parts.gelu(net.node('Conv', [input, weight, bias], name, { kernel_shape: [3], strides: [stride], pads: [1, 1] }))
  }
  const heard = convolution(convolution('mel', 'model.encoder.conv1', bands, 1), 'model.encoder.conv2', width, 2)
  const sequence = net.node('Transpose', [heard], 'sequence', { perm: [0, 2, 1] })
  let x = parts.add(sequence, net.constant(sinusoids(positions, width), [1, positions, width]), 'placed')
  for (let layer = 0; layer < layers; layer++) {
    const name = `model.encoder.layers.${layer}`
    const normal = parts.normalise(x, `${name}.self_attn_layer_norm`)
    const queries = parts.byHeads(parts.project(normal, `${name}.self_attn.q_proj`))
    const keys = parts.byHeads(parts.project(normal, `${name}.self_attn.k_proj`, false), 'keys')
    const values = parts.byHeads(parts.project(normal, `${name}.self_attn.v_proj`))
    const attended = parts.attend(`${name}.self_attn`, { queries, keys, values })
    x = parts.add(x, parts.project(attended, `${name}.self_attn.out_proj`), `${name}.attention_sum`)
    const final = parts.normalise(x, `${name}.final_layer_norm`)
    x = parts.add(x, parts.feedForward(final, `${name}.fc1`, `${name}.fc2`), `${name}.sum`)
  }
  const encoded = parts.normalise(x, 'model.encoder.layer_norm')
  const outputs: Record<string, (number | string)[]> = {}
  for (let layer = 0; layer < layers; layer++) {
    const name = `model.decoder.layers.${layer}.encoder_attn`
    const keys = parts.byHeads(parts.project(encoded, `${name}.k_proj`, false), 'keys')
    const values = parts.byHeads(parts.project(encoded, `${name}.v_proj`))
    outputs[net.node('Identity', [keys], `cross.${layer}.key`)] = ['batch', heads, size, positions]
    outputs[net.node('Identity', [values], `cross.${layer}.value`)] = ['batch', heads, positions, size]
  }
  return net.finish({ mel: ['batch', bands, frames] }, outputs)
}

/**
 * Writes the decoder: the new `tokens` INT64 [batch, tokens], what the encoder gave (`cross.…`) and the keys and values of the tokens
 * before (`past.0.key`, `past.0.value` [batch, heads, past, width of a head]; past may be 0) in; `logits` [batch, tokens, vocabulary] and
 * the keys and values of all tokens so far (`present.…`) out.
 */
export function whisperDecoder(weights: Weights, { width, heads, layers, vocabulary }: WhisperSize): Uint8Array {
  const net = graph('whisper-decoder', weights)
  const parts = transformerParts(net, { width, heads, epsilon })
  const size = width / heads
  const embeddings = net.weight('model.decoder.embed_tokens.weight', [vocabulary, width], transformerStart)
  const places = net.weight('model.decoder.embed_positions.weight', [textPositions, width], transformerStart)
  const { here, mask } = causal(net)
  let x = parts.add(net.node('Gather', [embeddings, 'tokens'], 'embedded'), net.node('Gather', [places, here], 'place'), 'placed')
  const inputs: Parameters<Graph['finish']>[0] = { tokens: { datatype: 'INT64', dims: ['batch', 'tokens'] } }
  const outputs: Parameters<Graph['finish']>[1] = { logits: ['batch', 'tokens', vocabulary] }
  for (let layer = 0; layer < layers; layer++) {
    const name = `model.decoder.layers.${layer}`
    for (const kind of ['key', 'value']) {
      inputs[`past.${layer}.${kind}`] = ['batch', heads, 'past', size]
      outputs[`present.${layer}.${kind}`] = ['batch', heads, 'present', size]
    }
    inputs[`cross.${layer}.key`] = ['batch', heads, size, positions]
    inputs[`cross.${layer}.value`] = ['batch', heads, positions, size]
    const grown = (fresh: string, kind: string) =>
      net.node('Concat', [`past.${layer}.${kind}`, parts.byHeads(fresh)], `present.${layer}.${kind}`, { axis: 2 })

    const normal = parts.normalise(x, `${name}.self_attn_layer_norm`)
    const queries = parts.byHeads(parts.project(normal, `${name}.self_attn.q_proj`))
    const allKeys = grown(parts.project(normal, `${name}.self_attn.k_proj`, false), 'key')
    const keys = net.node('Transpose', [allKeys], `${name}.keys`, { perm: [0, 1, 3, 2] })
    const values = grown(parts.project(normal, `${name}.self_attn.v_proj`), 'value')
    const attended = parts.attend(`${name}.self_attn`, { queries, keys, values, mask })
    x = parts.add(x, parts.project(attended, `${name}.self_attn.out_proj`), `${name}.attention_sum`)

    const crossNormal = parts.normalise(x, `${name}.encoder_attn_layer_norm`)
    const asked = parts.byHeads(parts.project(crossNormal, `${name}.encoder_attn.q_proj`))
    const cross = { queries: asked, keys: `cross.${layer}.key`, values: `cross.${layer}.value` }
    const found = parts.attend(`${name}.encoder_attn`, cross)
    x = parts.add(x, parts.project(found, `${name}.encoder_attn.out_proj`), `${name}.cross_sum`)
    const final = parts.normalise(x, `${name}.final_layer_norm`)
    x = parts.add(x, parts.feedForward(final, `${name}.fc1`, `${name}.fc2`), `${name}.sum`)
  }
  // One matrix embeds tokens and scores them, so it stands in the file once; only Gemm takes it as it lies.
  const final = parts.normalise(x, 'model.decoder.layer_norm')
  const rows = net.node('Reshape', [final, net.constant([-1, width])], 'rows')
  const scores = net.node('Gemm', [rows, embeddings], 'scores', { transB: 1 })
  const shape = net.node('Concat', [net.node('Shape', ['tokens'], 'tokens.shape'), net.constant([vocabulary])], 'shape', { axis: 0 })
  net.node('Reshape', [scores, shape], 'logits')
  return net.finish(inputs, outputs)
}

/** The positions of the new tokens, and a mask that hides from each what comes after it. */
function causal(net: Graph): { here: string; mask: string } {
  const sizeOf = (tensor: string, axis: number, name: string) =>
    net.node('Gather', [net.node('Shape', [tensor], `${name}.shape`), net.constant([axis], [])], name)
  const past = sizeOf('past.0.key', 2, 'past')
  const end = net.node('Add', [past, sizeOf('tokens', 1, 'new')], 'end')
  const one = net.constant([1], [])
  const here = net.node('Range', [past, end, one], 'here')
  const all = net.node('Range', [net.constant([0], []), end, one], 'all')
  const later = net.node('Greater', [all, net.node('Unsqueeze', [here, net.constant([1])], 'here.column')], 'later')
  const mask = net.node('Where', [later, net.constant(Float32Array.of(-1e9), []), net.constant(Float32Array.of(0), [])], 'mask')
  return { here, mask }
}

/** The encoder's fixed positions: sines in the first half of the width, cosines in the second, of wavelengths up to 10,000. */
function sinusoids(length: number, width: number): Float32Array {
  const half = width / 2
  return Float32Array.from({ length: length * width }, (_, at) => {
    const column = at % width
    const angle = Math.floor(at / width) * Math.exp((-Math.log(10_000) * (column % half)) / (half - 1))
    return column < half ? Math.sin(angle) : Math.cos(angle)
  })
}
