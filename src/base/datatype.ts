/** The values of a tensor as a typed array. */
export type Values =
  | Float32Array
  | Float64Array
  | BigInt64Array
  | BigUint64Array
  | Int32Array
  | Uint32Array
  | Int16Array
  | Uint16Array
  | Int8Array
  | Uint8Array

interface DatatypeFacts {
  /** What ONNX Runtime calls it. */
  runtimeName: string
  elementBytes: number
  /** Views bytes, whose offset is a multiple of the element's size, as values. */
  view(buffer: ArrayBufferLike, offset: number, count: number): Values
}

interface ViewConstructor {
  BYTES_PER_ELEMENT: number
  new (buffer: ArrayBufferLike, offset: number, count: number): Values
}

const facts = (runtimeName: string, View: ViewConstructor): DatatypeFacts => ({
  runtimeName,
  elementBytes: View.BYTES_PER_ELEMENT,
  view: (buffer, offset, count) => new View(buffer, offset, count),
})

/** The data types that can be served, by the names of the Open Inference Protocol; halves are viewed as the integers that hold their bits. */
export const datatypes = {
  FP32: facts('float32', Float32Array),
  FP64: facts('float64', Float64Array),
  FP16: facts('float16', Uint16Array),
  INT64: facts('int64', BigInt64Array),
  INT32: facts('int32', Int32Array),
  INT16: facts('int16', Int16Array),
  INT8: facts('int8', Int8Array),
  UINT64: facts('uint64', BigUint64Array),
  UINT32: facts('uint32', Uint32Array),
  UINT16: facts('uint16', Uint16Array),
  UINT8: facts('uint8', Uint8Array),
  BOOL: facts('bool', Uint8Array),
} as const

export type Datatype = keyof typeof datatypes

/** The data type that ONNX Runtime calls so; null when it cannot be served. */
export function datatypeOfRuntime(runtimeName: string): Datatype | null {
  for (const [name, known] of Object.entries(datatypes)) if (known.runtimeName === runtimeName) return name as Datatype
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
