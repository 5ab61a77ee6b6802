import { seededRandom } from '../../base/random.ts'
import { graph } from '../onnx/graph.ts'
import { heUniform } from '../onnx/weights.ts'

const stages = [
  { blocks: 3, planes: 64, stride: 1 },
  { blocks: 4, planes: 128, stride: 2 },
  { blocks: 6, planes: 256, stride: 2 },
  { blocks: 3, planes: 512, stride: 2 },
] as const

const expansion = 4
const classes = 1000

/**
 * Writes ResNet-50 v1.5 (He et al. 2015; the stride sits on the 3×3 convolution, as in torchvision) as ONNX. Weights are seeded, so
 * the cost is true and the answers mean nothing. Parameters count as usual: convolutions, scale and shift of each batch
 * normalisation, the classifier; the running means and variances (0 and 1) are not counted.
 */
export function resnet50(seed: number): { bytes: Uint8Array; parameters: number } {
  const random = seededRandom(seed, 'resnet50')
  const net = graph('resnet50')
  let parameters = 0

  const convolve = (input: string, name: string, from: number, to: number, size: number, stride: number) => {
    const fanIn = from * size * size
    parameters += to * fanIn
    const weight = net.constant(`${name}.weight`, [to, from, size, size], heUniform(to * fanIn, fanIn, random))
    const pad = (size - 1) / 2
    return net.node('Conv', [input, weight], name, { kernel_shape: [size, size], strides: [stride, stride], pads: [pad, pad, pad, pad] })
  }
  const normalise = (input: string, name: string, channels: number, scale: number) => {
    parameters += 2 * channels
    const vector = (key: string, value: number) => net.constant(`${name}.${key}`, [channels], new Float32Array(channels).fill(value))
    const values = [vector('scale', scale), vector('shift', 0), vector('mean', 0), vector('variance', 1)]
    return net.node('BatchNormalization', [input, ...values], name, { epsilon: { float: 1e-5 } })
  }
  const unit = (input: string, name: string, from: number, to: number, size: number, stride: number, scale = 1) =>
    normalise(convolve(input, `${name}.conv`, from, to, size, stride), `${name}.bn`, to, scale)
  const relu = (input: string) => net.node('Relu', [input], `${input}.relu`)

  let channels = 64
  let x = relu(unit('input', 'stem', 3, channels, 7, 2))
  x = net.node('MaxPool', [x], 'stem.pool', { kernel_shape: [3, 3], strides: [2, 2], pads: [1, 1, 1, 1] })
  for (const [stageIndex, { blocks, planes, stride: firstStride }] of stages.entries()) {
    for (let block = 0; block < blocks; block++) {
      const name = `stage${stageIndex + 1}.block${block + 1}`
      const stride = block === 0 ? firstStride : 1
      const out = planes * expansion
      const squeezed = relu(unit(x, `${name}.a`, channels, planes, 1, 1))
      const spread = relu(unit(squeezed, `${name}.b`, planes, planes, 3, stride))
      // Half the scale on the branch keeps the sum of sixteen blocks near its input's size.
      const branch = unit(spread, `${name}.c`, planes, out, 1, 1, 0.5)
      const shortcut = block === 0 ? unit(x, `${name}.shortcut`, channels, out, 1, stride) : x
      x = relu(net.node('Add', [branch, shortcut], `${name}.sum`))
      channels = out
    }
  }
  const pooled = net.node('Flatten', [net.node('GlobalAveragePool', [x], 'pool')], 'features', { axis: 1 })
  const weight = net.constant('classifier.weight', [classes, channels], heUniform(classes * channels, channels, random))
  const bias = net.constant('classifier.bias', [classes], new Float32Array(classes))
  parameters += classes * channels + classes
  net.node('Gemm', [pooled, weight, bias], 'logits', { transB: 1 })
  return { bytes: net.finish({ input: [1, 3, 224, 224] }, { logits: [1, classes] }), parameters }
}
