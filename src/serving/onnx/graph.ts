import type { Datatype } from '../../base/datatype.ts'
import { bytesField, encode, floatField, integerField, type Message, message, messageField } from './protobuf.ts'
import type { Start, Weights } from './weights.ts'

/** The numbers of ONNX's TensorProto.DataType. */
const elementType: Record<Datatype, number> = {
  FP32: 1,
  UINT8: 2,
  INT8: 3,
  UINT16: 4,
  INT16: 5,
  INT32: 6,
  INT64: 7,
  BOOL: 9,
  FP16: 10,
  FP64: 11,
  UINT32: 12,
  UINT64: 13,
}
const attributeKind = { float: 1, integer: 2, text: 3, tensor: 4, integers: 7 } as const

/** A dimension of an input or output: a size, or the name of one that is free. */
type Dimension = number | string

/** What an input or output is: the dimensions of 32-bit floats, or another type with its dimensions. */
type Value = readonly Dimension[] | { datatype: Datatype; dims: readonly Dimension[] }

/** Value of a node's attribute; numbers are integers of at least 0 unless they are wrapped as `{ float }`. */
type Attribute = number | string | readonly number[] | { float: number } | { tensor: Message }

/** A computation graph under construction; `finish` turns it into the bytes of an ONNX file. */
export interface Graph {
  /** Adds a parameter, whose values come from the graph's weights, and returns its name. */
  weight(name: string, dims: readonly number[], start: Start): string
  /** Adds a parameter of a matrix that is published as [out, in] and used as [in, out]. */
  transposedWeight(name: string, dims: readonly [number, number], start: Start): string
  /** Adds numbers that are no parameters, integers of 64 bits unless they come as floats, and returns their name. */
  constant(values: readonly number[] | Float32Array, dims?: readonly number[]): string
  /** Adds a node with one output and returns that output's name. An input named '' is left out. */
  node(operator: string, inputs: readonly string[], output: string, attributes?: Record<string, Attribute>): string
  /** Adds a node with several outputs. */
  nodes(operator: string, inputs: readonly string[], outputs: readonly string[], attributes?: Record<string, Attribute>): void
  finish(inputs: Record<string, Value>, outputs: Record<string, Value>, metadata?: Record<string, string>): Uint8Array
}

/** Begins an ONNX model (opset 17, IR version 8). Its initializers are its parameters; all other constants are nodes. */
export function graph(name: string, weights: Weights): Graph {
  const nodes: Message[] = []
  const parameters: Message[] = []
  let constants = 0

  const parameter = (key: string, dims: readonly number[], values: Float32Array) => {
    if (values.length !== elements(dims)) throw new Error(`${key} holds ${values.length} numbers instead of ${dims.join(' × ')}`)
    parameters.push(tensor(dims, values, key))
    return key
  }
  const addNode: Graph['nodes'] = (operator, inputs, outputs, attributes = {}) => {
    nodes.push(
      message([
        ...inputs.map((input) => bytesField(1, input)),
        ...outputs.map((output) => bytesField(2, output)),
        bytesField(3, outputs[0] as string),
        bytesField(4, operator),
        ...Object.entries(attributes).map(([key, value]) => messageField(5, attribute(key, value))),
      ]),
    )
  }

  return {
    weight: (key, dims, start) => parameter(key, dims, weights(key, dims, start)),
    transposedWeight: (key, [rows, columns], start) =>
      parameter(key, [columns, rows], transposed(weights(key, [rows, columns], start), rows, columns)),
    constant(values, dims = [values.length]) {
      const output = `constant${constants++}`
      const numbers = values instanceof Float32Array ? values : BigInt64Array.from(values, BigInt)
      addNode('Constant', [], [output], { value: { tensor: tensor(dims, numbers) } })
      return output
    },
    node(operator, inputs, output, attributes) {
      addNode(operator, inputs, [output], attributes)
      return output
    },
    nodes: addNode,
    finish(inputs, outputs, metadata = {}) {
      const body = message([
        ...nodes.map((node) => messageField(1, node)),
        bytesField(2, name),
        ...parameters.map((one) => messageField(5, one)),
        ...Object.entries(inputs).map(([key, value]) => messageField(11, valueInfo(key, value))),
        ...Object.entries(outputs).map(([key, value]) => messageField(12, valueInfo(key, value))),
      ])
      const opset = message([bytesField(1, ''), integerField(2, 17)])
      const properties = Object.entries(metadata).map(([key, text]) => messageField(14, message([bytesField(1, key), bytesField(2, text)])))
      return encode(message([integerField(1, 8), bytesField(2, 'kubedyno'), messageField(7, body), messageField(8, opset), ...properties]))
    },
  }
}

function tensor(dims: readonly number[], values: Float32Array | BigInt64Array, name = ''): Message {
  const type = values instanceof Float32Array ? elementType.FP32 : elementType.INT64
  const raw = new Uint8Array(values.buffer, values.byteOffset, values.byteLength)
  return message([...dims.map((dim) => integerField(1, dim)), integerField(2, type), bytesField(8, name), bytesField(9, raw)])
}

function attribute(name: string, value: Attribute): Message {
  const [kind, ...fields] = attributeFields(value)
  return message([bytesField(1, name), ...fields, integerField(20, kind)])
}

function attributeFields(value: Attribute): [number, ...Message[]] {
  if (typeof value === 'number') return [attributeKind.integer, integerField(3, value)]
  if (typeof value === 'string') return [attributeKind.text, bytesField(4, value)]
  if ('float' in value) return [attributeKind.float, floatField(2, value.float)]
  if ('tensor' in value) return [attributeKind.tensor, messageField(5, value.tensor)]
  return [attributeKind.integers, ...value.map((one) => integerField(8, one))]
}

function valueInfo(name: string, value: Value): Message {
  const { datatype, dims } = 'dims' in value ? value : { datatype: 'FP32' as const, dims: value }
  const shape = message(dims.map((dim) => messageField(1, typeof dim === 'number' ? integerField(1, dim) : bytesField(2, dim))))
  const type = message([integerField(1, elementType[datatype]), messageField(2, shape)])
  return message([bytesField(1, name), messageField(2, messageField(1, type))])
}

function transposed(values: Float32Array, rows: number, columns: number): Float32Array {
  const turned = new Float32Array(values.length)
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) turned[column * rows + row] = values[row * columns + column] as number
  }
  return turned
}

function elements(dims: readonly number[]): number {
  return dims.reduce((product, size) => product * size, 1)
}
