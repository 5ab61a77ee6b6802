import { bytesField, encode, floatField, integerField, type Message, message, messageField } from './protobuf.ts'

const float32 = 1
const attributeKind = { float: 1, integer: 2, integers: 7 } as const

/** A dimension of an input or output: a size, or the name of one that is free. */
type Dimension = number | string

/** Value of a node's attribute; numbers are integers unless they are wrapped as `{ float }`. */
type Attribute = number | readonly number[] | { float: number }

/** A computation graph under construction; `finish` turns it into the bytes of an ONNX file. */
export interface Graph {
  /** Adds a constant and returns its name. */
  constant(name: string, dims: readonly number[], values: Float32Array): string
  /** Adds a node with one output and returns that output's name. */
  node(operator: string, inputs: readonly string[], output: string, attributes?: Record<string, Attribute>): string
  finish(inputs: Record<string, readonly Dimension[]>, outputs: Record<string, readonly Dimension[]>): Uint8Array
}

/** Begins an ONNX model of 32-bit floats (opset 17, IR version 8). */
export function graph(name: string): Graph {
  const nodes: Message[] = []
  const constants: Message[] = []
  return {
    constant(constantName, dims, values) {
      const raw = new Uint8Array(values.buffer, values.byteOffset, values.byteLength)
      constants.push(
        message([...dims.map((dim) => integerField(1, dim)), integerField(2, float32), bytesField(8, constantName), bytesField(9, raw)]),
      )
      return constantName
    },
    node(operator, inputs, output, attributes = {}) {
      nodes.push(
        message([
          ...inputs.map((input) => bytesField(1, input)),
          bytesField(2, output),
          bytesField(3, output),
          bytesField(4, operator),
          ...Object.entries(attributes).map(([key, value]) => messageField(5, attribute(key, value))),
        ]),
      )
      return output
    },
    finish(inputs, outputs) {
      const body = message([
        ...nodes.map((node) => messageField(1, node)),
        bytesField(2, name),
        ...constants.map((constant) => messageField(5, constant)),
        ...Object.entries(inputs).map(([key, dims]) => messageField(11, valueInfo(key, dims))),
        ...Object.entries(outputs).map(([key, dims]) => messageField(12, valueInfo(key, dims))),
      ])
      const opset = message([bytesField(1, ''), integerField(2, 17)])
      return encode(message([integerField(1, 8), bytesField(2, 'kubedyno'), messageField(7, body), messageField(8, opset)]))
    },
  }
}

function attribute(name: string, value: Attribute): Message {
  if (typeof value === 'number') return message([bytesField(1, name), integerField(3, value), integerField(20, attributeKind.integer)])
  if ('float' in value) return message([bytesField(1, name), floatField(2, value.float), integerField(20, attributeKind.float)])
  return message([bytesField(1, name), ...value.map((one) => integerField(8, one)), integerField(20, attributeKind.integers)])
}

function valueInfo(name: string, dims: readonly Dimension[]): Message {
  const shape = message(dims.map((dim) => messageField(1, typeof dim === 'number' ? integerField(1, dim) : bytesField(2, dim))))
  const tensor = message([integerField(1, float32), messageField(2, shape)])
  return message([bytesField(1, name), messageField(2, messageField(1, tensor))])
}
