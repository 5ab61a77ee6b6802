import { graph } from '../onnx/graph.ts'
import { heStart, type Weights } from '../onnx/weights.ts'

const stages = [
  { blocks: 3, planes: 64, stride: 1 },
  { blocks: 4, planes: 128, stride: 2 },
  { blocks: 6, planes: 256, stride: 2 },
  { blocks: 3, planes: 512, stride: 2 },
] as const

const expansion = 4
const classes = 1000

/**
 * Writes ResNet-50 v1.5 (He et al. 2015; the stride sits on the 3×3 convolution) as ONNX. Weights go by their names in torchvision:
 * `conv1.weight`, `bn1.running_mean`, `layer1.0.downsample.0.weight`, `fc.bias`.
 */
export function resnet50(weights: Weights): Uint8Array {
  const net = graph('resnet50', weights)

  const unit = (input: string, conv: string, norm: string, from: number, to: number, size: number, stride: number, scale = 1) => {
    const weight = net.weight(`${conv}.weight`, [to, from, size, size], heStart(from * size * size))
    const pad = (size - 1) / 2
    const convolved = net.node('Conv', [input, weight], conv, {
      kernel_shape: [size, size],
      strides: [stride, stride],
      pads: [pad, pad, pad, pad],
    })
    const vector = (key: string, fill: number) => net.weight(`${norm}.${key}`, [to], { fill })
    const values = [vector('weight', scale), vector('bias', 0), vector('running_mean', 0), vector('running_var', 1)]
    return net.node('BatchNormalization', [convolved, ...values], norm, { epsilon: { float: 1e-5 } })
  }
  const relu = (input: string) => net.node('Relu', [input], `${input}.relu`)

  let channels = 64
  let x = relu(unit('input', 'conv1', 'bn1', 3, channels, 7, 2))
  x = net.node('MaxPool', [x], 'maxpool', { kernel_shape: [3, 3], strides: [2, 2], pads: [1, 1, 1, 1] })
  for (const [stageIndex, { blocks, planes, stride: firstStride }] of stages.entries()) {
    for (let block = 0; block < blocks; block++) {
      const name = `layer${stageIndex + 1}.${block}`
      const stride = block === 0 ? firstStride : 1
      const out = planes * expansion
      const squeezed = relu(unit(x, `${name}.conv1`, `${name}.bn1`, channels, planes, 1, 1))
      const spread = relu(unit(squeezed, `${name}.conv2`, `${name}.bn2`, planes, planes, 3, stride))
      // Half the scale on the branch keeps the sum of sixteen blocks near its input's size.
      const branch = unit(spread, `${name}.conv3`, `${name}.bn3`, planes, out, 1, 1, 0.5)
      const shortcut = block === 0 ? unit(x, `${name}.downsample.0`, `${name}.downsample.1`, channels, out, 1, stride) : x
      x = relu(net.node('Add', [branch, shortcut], `${name}.sum`))
      channels = out
    }
  }
  const pooled = net.node('Flatten', [net.node('GlobalAveragePool', [x], 'avgpool')], 'features', { axis: 1 })
  const weight = net.weight('fc.weight', [classes, channels], heStart(channels))
  net.node('Gemm', [pooled, weight, net.weight('fc.bias', [classes], { fill: 0 })], 'logits', { transB: 1 })
  return net.finish({ input: ['batch', 3, 224, 224] }, { logits: ['batch', classes] })
}
