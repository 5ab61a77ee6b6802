import type { Random } from '../../base/random.ts'
import type { LoadInput } from './load-input.ts'
import { bodyOfType, type RequestBody } from './request-body.ts'

/** Makes a request of the Open Inference Protocol with seeded tensors; the same stream gives the same numbers in either encoding. */
export function tensorBody(inputs: readonly LoadInput[], encoding: 'binary' | 'json', random: Random): RequestBody {
  const encode = encoding === 'binary' ? binaryBody : jsonBody
  return encode(inputs.map((input) => ({ input, values: valuesOf(input, random) })))
}

type Values =
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

interface Tensor {
  input: LoadInput
  values: Values
}

/** Small enough to be a valid index of any vocabulary. */
const integerLimit = 100

/** The bits of the halves from 0.125 to just below 1. */
const halves = { least: 0x3000, count: 0xc00 }

function valuesOf({ datatype, shape }: LoadInput, random: Random): Values {
  const length = shape.reduce((product, size) => product * size, 1)
  const below = (limit: number) => Math.floor(random.next() * limit)
  switch (datatype) {
    case 'FP32':
      return new Float32Array(length).map(() => below(2 ** 24) / 2 ** 24)
    case 'FP64':
      return new Float64Array(length).map(() => random.next())
    case 'INT64':
      return new BigInt64Array(length).map(() => BigInt(below(integerLimit)))
    case 'UINT64':
      return new BigUint64Array(length).map(() => BigInt(below(integerLimit)))
    case 'INT32':
      return new Int32Array(length).map(() => below(integerLimit))
    case 'UINT32':
      return new Uint32Array(length).map(() => below(integerLimit))
    case 'INT16':
      return new Int16Array(length).map(() => below(integerLimit))
    case 'UINT16':
      return new Uint16Array(length).map(() => below(integerLimit))
    case 'INT8':
      return new Int8Array(length).map(() => below(integerLimit))
    case 'FP16':
      return new Uint16Array(length).map(() => halves.least + below(halves.count))
    case 'UINT8':
      return new Uint8Array(length).map(() => below(256))
    case 'BOOL':
      return new Uint8Array(length).map(() => below(2))
  }
}

function jsonBody(tensors: Tensor[]): RequestBody {
  const inputs = tensors.map(({ input, values }) => ({ ...facts(input), data: jsonValues(input, values) }))
  return bodyOfType(Buffer.from(JSON.stringify({ inputs })), 'application/json')
}

function jsonValues({ datatype }: LoadInput, values: Values): (number | boolean)[] {
  return Array.from<number | bigint, number | boolean>(values, (value) => (datatype === 'BOOL' ? value === 1 : Number(value)))
}

/** The binary tensor extension: a JSON head whose length is in a header, then the raw little-endian data of each input. */
function binaryBody(tensors: Tensor[]): RequestBody {
  const inputs = tensors.map(({ input, values }) => ({ ...facts(input), parameters: { binary_data_size: values.byteLength } }))
  const head = Buffer.from(JSON.stringify({ inputs, parameters: { binary_data_output: true } }))
  const bytes = Buffer.concat([head, ...tensors.map(({ values }) => Buffer.from(values.buffer, values.byteOffset, values.byteLength))])
  const headers = { 'content-type': 'application/octet-stream', 'inference-header-content-length': String(head.length) }
  return { bytes, headers }
}

function facts({ name, datatype, shape }: LoadInput) {
  return { name, datatype, shape }
}
