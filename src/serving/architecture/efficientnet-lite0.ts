import { graph } from '../onnx/graph.ts'
import { heStart, type Weights } from '../onnx/weights.ts'

const stages = [
  { repeats: 1, size: 3, stride: 1, expansion: 1, to: 16 },
  { repeats: 2, size: 3, stride: 2, expansion: 6, to: 24 },
  { repeats: 2, size: 5, stride: 2, expansion: 6, to: 40 },
  { repeats: 3, size: 3, stride: 2, expansion: 6, to: 80 },
  { repeats: 3, size: 5, stride: 1, expansion: 6, to: 112 },
  { repeats: 4, size: 5, stride: 2, expansion: 6, to: 192 },
  { repeats: 1, size: 3, stride: 1, expansion: 6, to: 320 },
] as const

const classes = 1000

/**
 * Writes EfficientNet-lite0 (Tan and Le 2019; the lite form has ReLU6 and no squeeze and excitation) as ONNX, padded as TensorFlow pads:
 * `input` [batch, 3, 224, 224] in, `logits` [batch, 1000] out. Weights go by their names in its PyTorch port: `_conv_stem.weight`,
 * `_bn0.running_mean`, `_blocks.1._expand_conv.weight`, `_blocks.1._depthwise_conv.weight`, `_blocks.1._bn1.weight`, `_conv_head.weight`,
 * `_fc.bias`.
 */
export function efficientnetLite0(weights: Weights): Uint8Array {
  const net = graph('efficientnet-lite0', weights)
  let side = 224

  const unit = (input: string, conv: string, norm: string, from: number, to: number, size = 1, stride = 1, groups = 1) => {
    const weight = net.weight(`${conv}.weight`, [to, from / groups, size, size], heStart((from / groups) * size * size))
    const out = Math.ceil(side / stride)
    const padding = Math.max(0, (out - 1) * stride + size - side)
    const [before, after] = [Math.floor(padding / 2), Math.ceil(padding / 2)]
    side = out
    const convolved = net.node('Conv', [input, weight], conv, {
      kernel_shape: [size, size],
      strides: [stride, stride],
      pads: [before, before, after, after],
      group: groups,
    })
    const vector = (key: string, fill: number) => net.weight(`${norm}.${key}`, [to], { fill })
    const values = [vector('weight', 1), vector('bias', 0), vector('running_mean', 0), vector('running_var', 1)]
    return net.node('BatchNormalization', [convolved, ...values], norm, { epsilon: { float: 1e-3 } })
  }
  const limits = [net.constant(Float32Array.of(0), []), net.constant(Float32Array.of(6), [])]
  const relu6 = (input: string) => net.node('Clip', [input, ...limits], `${input}.relu6`)

  let channels = 32
  let x = relu6(unit('input', '_conv_stem', '_bn0', 3, channels, 3, 2))
  let block = 0
  for (const { repeats, size, stride: firstStride, expansion, to } of stages) {
    for (let repeat = 0; repeat < repeats; repeat++) {
      const name = `_blocks.${block++}`
      const stride = repeat === 0 ? firstStride : 1
      const wide = channels * expansion
      const widened = expansion === 1 ? x : relu6(unit(x, `${name}._expand_conv`, `${name}._bn0`, channels, wide))
      const spread = relu6(unit(widened, `${name}._depthwise_conv`, `${name}._bn1`, wide, wide, size, stride, wide))
      const narrowed = unit(spread, `${name}._project_conv`, `${name}._bn2`, wide, to)
      x = stride === 1 && channels === to ? net.node('Add', [narrowed, x], `${name}.sum`) : narrowed
      channels = to
    }
  }
  const head = relu6(unit(x, '_conv_head', '_bn1', channels, 1280))
  const pooled = net.node('Flatten', [net.node('GlobalAveragePool', [head], 'pool')], 'features', { axis: 1 })
  const weight = net.weight('_fc.weight', [classes, 1280], heStart(1280))
  net.node('Gemm', [pooled, weight, net.weight('_fc.bias', [classes], { fill: 0 })], 'logits', { transB: 1 })
  return net.finish({ input: ['batch', 3, 224, 224] }, { logits: ['batch', classes] })
}
