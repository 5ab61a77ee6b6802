import { type Datatype, datatypes, elementsOf, valuesOf } from '../../base/datatype.ts'
import { RequestError } from './request-error.ts'

/** Writes the values of a JSON tensor, nested or flat, as the bytes that the model takes. */
export function valuesToBytes(data: unknown, datatype: Datatype, shape: readonly number[], name: string): Uint8Array {
  if (!Array.isArray(data)) throw new RequestError(400, `the data of input ${name} must be a list`)
  if (datatype === 'FP16') throw new RequestError(400, `input ${name} of datatype FP16 must be sent as binary data`)
  const count = elementsOf(shape)
  const flat: unknown[] = Array.isArray(data[0]) ? data.flat(shape.length) : data
  if (flat.length !== count) throw new RequestError(400, `input ${name} must have ${count} values, not ${flat.length}`)
  const { elementBytes, view } = datatypes[datatype]
  const values = view(new ArrayBuffer(count * elementBytes), 0, count)
  const accepts = accepted[datatype]
  for (let index = 0; index < count; index++) {
    const value = flat[index]
    if (!accepts(value)) throw new RequestError(400, `value ${index} of input ${name} is no ${datatype}`)
    if (values instanceof BigInt64Array || values instanceof BigUint64Array) values[index] = BigInt(value as number)
    else values[index] = Number(value)
  }
  return new Uint8Array(values.buffer)
}

/** The values of a tensor as JSON can write them. What JSON has no number for (not a number, infinite) is written as null. */
export function bytesToValues(bytes: Uint8Array, datatype: Datatype): (number | boolean)[] {
  const values = valuesOf(datatype, bytes)
  if (datatype === 'FP16') throw new RequestError(400, 'outputs of datatype FP16 can only be had as binary data')
  return Array.from<number | bigint, number | boolean>(values, (value) => (datatype === 'BOOL' ? value !== 0 : Number(value)))
}

const isNumber = (value: unknown) => typeof value === 'number'
const isInteger = (least: number, most: number) => (value: unknown) =>
  Number.isInteger(value) && Number(value) >= least && Number(value) <= most

const accepted: Record<Datatype, (value: unknown) => boolean> = {
  FP32: isNumber,
  FP64: isNumber,
  FP16: () => false,
  INT64: Number.isSafeInteger,
  INT32: isInteger(-(2 ** 31), 2 ** 31 - 1),
  INT16: isInteger(-(2 ** 15), 2 ** 15 - 1),
  INT8: isInteger(-128, 127),
  UINT64: isInteger(0, Number.MAX_SAFE_INTEGER),
  UINT32: isInteger(0, 2 ** 32 - 1),
  UINT16: isInteger(0, 2 ** 16 - 1),
  UINT8: isInteger(0, 255),
  BOOL: (value) => typeof value === 'boolean' || value === 0 || value === 1,
}
