import type { TensorSpec } from '../contract.ts'

export type Datatype = TensorSpec['datatype']

/** The values of a tensor as a typed array. */
export type Values = Float32Array | Float64Array | BigInt64Array | Int32Array | Uint8Array

interface DatatypeFacts {
  /** What ONNX Runtime calls it. */
  runtimeName: 'float32' | 'float64' | 'int64' | 'int32' | 'uint8' | 'bool'
  elementBytes: number
  /** Views bytes, whose offset is a multiple of the element's size, as values. */
  view(buffer: ArrayBufferLike, offset: number, count: number): Values
}

/** The data types that can be served, by the names of the Open Inference Protocol. */
export const datatypes: Record<Datatype, DatatypeFacts> = {
  FP32: { runtimeName: 'float32', elementBytes: 4, view: (buffer, offset, count) => new Float32Array(buffer, offset, count) },
  FP64: { runtimeName: 'float64', elementBytes: 8, view: (buffer, offset, count) => new Float64Array(buffer, offset, count) },
  INT64: { runtimeName: 'int64', elementBytes: 8, view: (buffer, offset, count) => new BigInt64Array(buffer, offset, count) },
  INT32: { runtimeName: 'int32', elementBytes: 4, view: (buffer, offset, count) => new Int32Array(buffer, offset, count) },
  UINT8: { runtimeName: 'uint8', elementBytes: 1, view: (buffer, offset, count) => new Uint8Array(buffer, offset, count) },
  BOOL: { runtimeName: 'bool', elementBytes: 1, view: (buffer, offset, count) => new Uint8Array(buffer, offset, count) },
}

/** The data type that ONNX Runtime calls so; null when it cannot be served. */
export function datatypeOfRuntime(runtimeName: string): Datatype | null {
  for (const [name, facts] of Object.entries(datatypes)) if (facts.runtimeName === runtimeName) return name as Datatype
  return null
}

/** The bytes as values; they are copied when they do not lie where such values may lie. */
export function valuesOf(datatype: Datatype, bytes: Uint8Array): Values {
  const { elementBytes, view } = datatypes[datatype]
  const placed = bytes.byteOffset % elementBytes === 0 ? bytes : new Uint8Array(bytes)
  return view(placed.buffer, placed.byteOffset, placed.byteLength / elementBytes)
}

/** How many elements a shape has. */
export function elementsOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1)
}
