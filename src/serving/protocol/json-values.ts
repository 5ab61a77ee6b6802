import { type Datatype, datatypes, elementsOf, valuesOf } from '../model/datatype.ts'
import { RequestError } from './request-error.ts'

/** Writes the values of a JSON tensor, nested or flat, as the bytes that the model takes. */
export function valuesToBytes(data: unknown, datatype: Datatype, shape: readonly number[], name: string): Uint8Array {
  if (!Array.isArray(data)) throw new RequestError(400, `the data of input ${name} must be a list`)
  const count = elementsOf(shape)
  const flat: unknown[] = Array.isArray(data[0]) ? data.flat(shape.length) : data
  if (flat.length !== count) throw new RequestError(400, `input ${name} must have ${count} values, not ${flat.length}`)
  const { elementBytes, view } = datatypes[datatype]
  const values = view(new ArrayBuffer(count * elementBytes), 0, count)
  const accepts = accepted[datatype]
  for (let index = 0; index < count; index++) {
    const value = flat[index]
    if (!accepts(value)) throw new RequestError(400, `value ${index} of input ${name} is no ${datatype}`)
    values[index] = values instanceof BigInt64Array ? BigInt(value as number) : Number(value)
  }
  return new Uint8Array(values.buffer)
}

/** The values of a tensor as JSON can write them. What JSON has no number for (not a number, infinite) is written as null. */
export function bytesToValues(bytes: Uint8Array, datatype: Datatype): (number | boolean)[] {
  const values = valuesOf(datatype, bytes)
  if (values instanceof BigInt64Array) return Array.from(values, Number)
  return datatype === 'BOOL' ? Array.from(values, (value) => value !== 0) : Array.from(values)
}

const isNumber = (value: unknown) => typeof value === 'number'
const isInteger = (least: number, most: number) => (value: unknown) =>
  Number.isInteger(value) && Number(value) >= least && Number(value) <= most

const accepted: Record<Datatype, (value: unknown) => boolean> = {
  FP32: isNumber,
  FP64: isNumber,
  INT64: Number.isSafeInteger,
  INT32: isInteger(-(2 ** 31), 2 ** 31 - 1),
  UINT8: isInteger(0, 255),
  BOOL: (value) => typeof value === 'boolean' || value === 0 || value === 1,
}
