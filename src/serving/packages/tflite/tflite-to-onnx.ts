import { graph } from '../../onnx/graph.ts'
import type { Weights } from '../../onnx/weights.ts'
import { constantsOf } from './constants.ts'
import { channelsFirst, tensorName, toChannelsLast, turnOperator } from './operators.ts'
import { readTflite } from './read-tflite.ts'

/**
 * Turns a `.tflite` network of floats into an ONNX model whose inputs and outputs have the same names. An image comes in with channels
 * first, [1, 3, height, width], where TensorFlow Lite takes them last; outputs keep their shapes. What is not known is refused by its name.
 */
export function tfliteToOnnx(file: Uint8Array, name: string): Uint8Array {
  const network = readTflite(file)
  const constants = constantsOf(network)
  const onnx = graph(name, ownWeights)
  const factsOf = (tensor: number) => network.tensors[tensor] ?? { name: '', shape: [] }
  const inputs = network.inputs.map((tensor) => {
    const { name: input, shape } = factsOf(tensor)
    onnx.node('Identity', [input], tensorName(tensor))
    return [input, shape.length === 4 ? channelsFirst.map((axis) => shape[axis] ?? 0) : shape]
  })
  for (const operator of network.operators) {
    if (operator.name !== 'DEQUANTIZE') turnOperator(operator, network, constants, onnx)
  }
  const outputs = network.outputs.map((tensor) => {
    const { name: output, shape } = factsOf(tensor)
    toChannelsLast(onnx, tensorName(tensor), output, shape)
    return [output, shape]
  })
  return onnx.finish(Object.fromEntries(inputs), Object.fromEntries(outputs))
}

/** Every weight of such a graph comes with its values. */
const ownWeights: Weights = (_name, _dims, start) => ('values' in start ? start.values : new Float32Array())
