import type { Datatype } from '../../base/datatype.ts'

/** One input or output of a model as the Open Inference Protocol's metadata tells it; -1 marks a free dimension. */
export interface TensorSpec {
  name: string
  datatype: Datatype
  shape: number[]
}

/** The same as a model file tells it: a free dimension has a name. */
export interface DeclaredTensor {
  name: string
  datatype: Datatype
  shape: (number | string)[]
}

/** The values of a tensor as bytes; `index` is its place among the model's inputs or outputs. */
export interface WireTensor {
  index: number
  shape: readonly number[]
  bytes: Uint8Array
}

/** What the protocol tells of a declared tensor. */
export function specOf({ name, datatype, shape }: DeclaredTensor): TensorSpec {
  return { name, datatype, shape: shape.map((size) => (typeof size === 'number' ? size : -1)) }
}

/** The shape of one request: a free first dimension is the batch, of which it carries 1, others are as large as `sizes` says, by name. */
export function requestSpec({ name, datatype, shape }: DeclaredTensor, sizes: Record<string, number>): TensorSpec {
  const fixed = shape.map((size, axis) => (typeof size === 'number' ? size : (sizes[size] ?? (axis === 0 ? 1 : -1))))
  return { name, datatype, shape: fixed }
}
