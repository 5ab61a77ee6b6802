import { seededRandom } from '../../base/random.ts'
import { graph } from '../onnx/graph.ts'
import { heUniform } from '../onnx/weights.ts'

/** Writes a model of two small layers, four numbers in and two out: next to no compute, so that what is left is the server's own cost. */
export function tiny(seed: number, batch: number | string = 1): { bytes: Uint8Array; parameters: number } {
  const random = seededRandom(seed, 'tiny')
  const net = graph('tiny')
  const first = net.constant('first.weight', [8, 4], heUniform(32, 4, random))
  const firstBias = net.constant('first.bias', [8], heUniform(8, 4, random))
  const second = net.constant('second.weight', [2, 8], heUniform(16, 8, random))
  const secondBias = net.constant('second.bias', [2], heUniform(2, 8, random))
  const hidden = net.node('Relu', [net.node('Gemm', ['input', first, firstBias], 'hidden', { transB: 1 })], 'active')
  net.node('Gemm', [hidden, second, secondBias], 'output', { transB: 1 })
  return { bytes: net.finish({ input: [batch, 4] }, { output: [batch, 2] }), parameters: 58 }
}
