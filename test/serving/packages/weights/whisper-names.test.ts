import { expect, test } from 'vitest'
import { whisperWeights } from '../../../../src/serving/packages/weights/whisper-names.ts'

const filled = (shape: number[]) => ({
  shape,
  values: Float32Array.from({ length: shape.reduce((all, size) => all * size, 1) }, (_, index) => index),
})

const weights = whisperWeights(
  new Map([
    ['encoder/conv1/weight', filled([2, 80, 3])],
    ['encoder/layer_3/self_attention/linear_0/weight', filled([6, 2])],
    ['encoder/layer_3/self_attention/linear_0/bias', filled([6])],
    ['decoder/layer_0/attention/linear_1/weight', filled([4, 2])],
    ['decoder/layer_0/ffn/linear_1/weight', filled([2, 8])],
    ['decoder/layer_0/ffn/layer_norm/gamma', filled([2])],
    ['decoder/layer_norm/beta', filled([2])],
    ['decoder/embeddings/weight', filled([10, 2])],
  ]),
)

test.each([
  ['model.encoder.conv1.weight', [2, 80, 3], 0, 480],
  ['model.encoder.layers.3.self_attn.q_proj.weight', [2, 2], 0, 4],
  ['model.encoder.layers.3.self_attn.k_proj.weight', [2, 2], 4, 8],
  ['model.encoder.layers.3.self_attn.v_proj.bias', [2], 4, 6],
  ['model.decoder.layers.0.encoder_attn.v_proj.weight', [2, 2], 4, 8],
  ['model.decoder.layers.0.fc2.weight', [2, 8], 0, 16],
  ['model.decoder.layers.0.final_layer_norm.weight', [2], 0, 2],
  ['model.decoder.layer_norm.bias', [2], 0, 2],
  ['model.decoder.embed_tokens.weight', [10, 2], 0, 20],
])('finds %s', (name, dims, from, to) => {
  expect([...weights(name, dims, { fill: 0 })]).toEqual(Array.from({ length: to - from }, (_, index) => from + index))
})

test('says by its own name what the file lacks', () => {
  expect(() => weights('model.decoder.layers.1.fc1.weight', [8, 2], { fill: 0 })).toThrow('holds no decoder/layer_1/ffn/linear_0/weight')
})
