import { valuesOf } from '../../base/datatype.ts'
import type { WireTensor } from '../tensor/tensor.ts'

/** An input of 64-bit integers. */
export function int64Tensor(index: number, shape: readonly number[], values: readonly number[]): WireTensor {
  return { index, shape, bytes: new Uint8Array(BigInt64Array.from(values, BigInt).buffer) }
}

/** An input of 32-bit floats. */
export function floatTensor(index: number, shape: readonly number[], values: Float32Array): WireTensor {
  return { index, shape, bytes: new Uint8Array(values.buffer, values.byteOffset, values.byteLength) }
}

/** The numbers of an output of 32-bit floats. */
export function floatsOf(output: WireTensor | undefined): Float32Array {
  return valuesOf('FP32', output?.bytes ?? new Uint8Array()) as Float32Array
}
