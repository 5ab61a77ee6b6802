import { datatypes, type Values } from '../../base/datatype.ts'
import type { Random } from '../../base/random.ts'
import type { LoadInput } from './load-input.ts'
import { bodyOfType, type RequestBody } from './request-body.ts'

/** Makes a request of the Open Inference Protocol with seeded tensors; the same stream gives the same numbers in either encoding. */
export function tensorBody(inputs: readonly LoadInput[], encoding: 'binary' | 'json', random: Random): RequestBody {
  const encode = encoding === 'binary' ? binaryBody : jsonBody
  return encode(inputs.map((input) => ({ input, values: valuesOf(input, random) })))
}

interface Tensor {
  input: LoadInput
  values: Values
}

/** Small enough to be a valid index of any vocabulary. */
const integerLimit = 100

/** The bits of the halves from 0.125 to just below 1. */
const halves = { least: 0x3000, count: 0xc00 }

function valuesOf({ datatype, shape }: LoadInput, random: Random): Values {
  const { elementBytes, view } = datatypes[datatype]
  const length = shape.reduce((product, size) => product * size, 1)
  const values = view(new ArrayBuffer(length * elementBytes), 0, length)
  const below = (limit: number) => Math.floor(random.next() * limit)
  const next = {
    FP32: () => below(2 ** 24) / 2 ** 24,
    FP64: () => random.next(),
    FP16: () => halves.least + below(halves.count),
    UINT8: () => below(256),
    BOOL: () => below(2),
    integer: () => below(integerLimit),
  }
  const draw = datatype in next ? next[datatype as keyof typeof next] : next.integer
  if (values instanceof BigInt64Array || values instanceof BigUint64Array) return values.map(() => BigInt(draw())) as Values
  return values.map(draw)
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
