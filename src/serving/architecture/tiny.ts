import { graph } from '../onnx/graph.ts'
import { heStart, type Weights } from '../onnx/weights.ts'

/** Writes a model of two small layers, four numbers in and two out: next to no compute, so that what is left is the server's own cost. */
export function tiny(weights: Weights): Uint8Array {
  const net = graph('tiny', weights)
  const layer = (input: string, name: string, from: number, to: number, output: string) => {
    const matrix = net.weight(`${name}.weight`, [to, from], heStart(from))
    const bias = net.weight(`${name}.bias`, [to], heStart(from))
    return net.node('Gemm', [input, matrix, bias], output, { transB: 1 })
  }
  const active = net.node('Relu', [layer('input', 'first', 4, 8, 'hidden')], 'active')
  layer(active, 'second', 8, 2, 'output')
  return net.finish({ input: ['batch', 4] }, { output: ['batch', 2] })
}
