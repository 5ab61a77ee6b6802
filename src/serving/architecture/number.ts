import { graph } from '../onnx/graph.ts'
import { heStart, type Weights } from '../onnx/weights.ts'

/** Writes a function of one number: `input` [batch, 1] in, `output` [batch, 1] out, by way of sixteen hidden values. */
export function number(weights: Weights): Uint8Array {
  const net = graph('number', weights)
  const layer = (input: string, name: string, from: number, to: number, output: string) => {
    const matrix = net.weight(`${name}.weight`, [to, from], heStart(from))
    return net.node('Gemm', [input, matrix, net.weight(`${name}.bias`, [to], heStart(from))], output, { transB: 1 })
  }
  layer(net.node('Relu', [layer('input', 'first', 1, 16, 'hidden')], 'active'), 'second', 16, 1, 'output')
  return net.finish({ input: ['batch', 1] }, { output: ['batch', 1] })
}
