import type { Weights } from '../../onnx/weights.ts'
import { type NamedTensors, trainedWeights } from './named-tensors.ts'

/** Where CTranslate2 keeps a layer's part: its name there, and which of the matrices that lie in it one below the other. */
const parts: Record<string, { there: string; slice?: number; slices?: number }> = {
  'self_attn.q_proj': { there: 'self_attention/linear_0', slice: 0, slices: 3 },
  'self_attn.k_proj': { there: 'self_attention/linear_0', slice: 1, slices: 3 },
  'self_attn.v_proj': { there: 'self_attention/linear_0', slice: 2, slices: 3 },
  'self_attn.out_proj': { there: 'self_attention/linear_1' },
  self_attn_layer_norm: { there: 'self_attention/layer_norm' },
  'encoder_attn.q_proj': { there: 'attention/linear_0' },
  'encoder_attn.k_proj': { there: 'attention/linear_1', slice: 0, slices: 2 },
  'encoder_attn.v_proj': { there: 'attention/linear_1', slice: 1, slices: 2 },
  'encoder_attn.out_proj': { there: 'attention/linear_2' },
  encoder_attn_layer_norm: { there: 'attention/layer_norm' },
  fc1: { there: 'ffn/linear_0' },
  fc2: { there: 'ffn/linear_1' },
  final_layer_norm: { there: 'ffn/layer_norm' },
}

const others: Record<string, string> = {
  'model.decoder.embed_tokens.weight': 'decoder/embeddings/weight',
  'model.decoder.embed_positions.weight': 'decoder/position_encodings/encodings',
}

/** Gives Whisper the weights of a CTranslate2 model by the names of its published safetensors. */
export function whisperWeights(tensors: NamedTensors): Weights {
  const weights = trainedWeights(tensors)
  return (name, dims, start) => {
    const [, half, layer, part = '', kind] = name.match(/^model\.(encoder|decoder)\.layers\.(\d+)\.(.+)\.(weight|bias)$/) ?? []
    const known = parts[part]
    if (!known || !kind) return weights(others[name] ?? plainName(name), dims, start)
    const { there, slice = 0, slices = 1 } = known
    const path = `${half}/layer_${layer}/${there}/${there.endsWith('norm') ? normName(kind) : kind}`
    const [rows = 0, ...columns] = dims
    const together = weights(path, [rows * slices, ...columns], start)
    const size = together.length / slices
    return together.subarray(slice * size, (slice + 1) * size)
  }
}

/** `model.encoder.conv1.weight` is `encoder/conv1/weight`, `model.decoder.layer_norm.bias` is `decoder/layer_norm/beta`. */
function plainName(name: string): string {
  const [, half, part = '', kind = ''] = name.split('.')
  return `${half}/${part}/${part.endsWith('norm') ? normName(kind) : kind}`
}

function normName(kind: string): string {
  return kind === 'weight' ? 'gamma' : 'beta'
}
