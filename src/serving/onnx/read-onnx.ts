import { type Field, fieldsOf, packedIntegers } from './protobuf-fields.ts'

/** A constant of an ONNX file. */
export interface OnnxConstant {
  name: string
  dims: number[]
  /** Number of its type in ONNX's TensorProto.DataType. */
  type: number
  /** Its data as it lies in the file, little-endian; empty when the values are written one by one. */
  raw: Buffer
  /** Floats that are written one by one. */
  floats: Float32Array
}

/** An input or output as an ONNX file declares it; a free dimension has a name, perhaps an empty one. */
interface OnnxValue {
  name: string
  /** Number of its type in ONNX's TensorProto.DataType. */
  type: number
  dims: (number | string)[]
}

/** The number of 32-bit floats in ONNX's TensorProto.DataType. */
export const float32 = 1

/** What can be read of an ONNX file without running it. */
export interface OnnxFile {
  metadata: Record<string, string>
  inputs: OnnxValue[]
  outputs: OnnxValue[]
  constants: OnnxConstant[]
}

/** Reads an ONNX file; throws when the bytes are none. */
export function readOnnx(file: Uint8Array): OnnxFile {
  const model = [...fieldsOf(file)]
  const graph = [...fieldsOf(bytesOf(model, 7))]
  const all = (number: number) => graph.filter((field) => field.number === number)
  const constants = all(5).map(({ bytes }) => readConstant(bytes))
  const known = new Set(constants.map(({ name }) => name))
  return {
    metadata: Object.fromEntries(model.filter(({ number }) => number === 14).map(({ bytes }) => readEntry(bytes))),
    // Files of older IR versions list their constants among the inputs.
    inputs: all(11)
      .map(({ bytes }) => readValue(bytes))
      .filter(({ name }) => !known.has(name)),
    outputs: all(12).map(({ bytes }) => readValue(bytes)),
    constants,
  }
}

/** The values of a constant of 32-bit floats. */
export function floatsOf({ raw, floats }: OnnxConstant): Float32Array {
  return raw.length > 0 ? new Float32Array(new Uint8Array(raw).buffer) : floats
}

function readConstant(bytes: Buffer): OnnxConstant {
  const fields = [...fieldsOf(bytes)]
  const listed = fields.filter(({ number }) => number === 4).map((field) => field.bytes)
  return {
    name: bytesOf(fields, 8).toString(),
    dims: fields
      .filter(({ number }) => number === 1)
      .flatMap(({ kind, integer, bytes: packed }) => (kind === 2 ? packedIntegers(packed) : [integer])),
    type: fields.find(({ number }) => number === 2)?.integer ?? 0,
    raw: bytesOf(fields, 9),
    floats: new Float32Array(new Uint8Array(Buffer.concat(listed)).buffer),
  }
}

function readEntry(bytes: Buffer): [string, string] {
  const fields = [...fieldsOf(bytes)]
  return [bytesOf(fields, 1).toString(), bytesOf(fields, 2).toString()]
}

function readValue(bytes: Buffer): OnnxValue {
  const fields = [...fieldsOf(bytes)]
  const tensor = [...fieldsOf(bytesOf([...fieldsOf(bytesOf(fields, 2))], 1))]
  const dims = [...fieldsOf(bytesOf(tensor, 2))].map((dim) => {
    const [size] = [...fieldsOf(dim.bytes)]
    return size?.number === 1 ? size.integer : (size?.bytes.toString() ?? '')
  })
  return { name: bytesOf(fields, 1).toString(), type: tensor.find(({ number }) => number === 1)?.integer ?? 0, dims }
}

function bytesOf(fields: readonly Field[], number: number): Buffer {
  return fields.find((field) => field.number === number)?.bytes ?? Buffer.alloc(0)
}
