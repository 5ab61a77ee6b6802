import { type Random, seededRandom } from '../base/random.ts'
import type { LoadInput } from './contract.ts'

/** The body of a request as it goes over the wire, with the headers that it needs. */
export interface RequestBody {
  bytes: Buffer
  headers: Record<string, string>
}

/** As many different bodies are made, and used in turn. */
const poolCount = 8

/** Fewer bodies are made when they would take more than this together. */
const poolBytes = 64 * 2 ** 20

/** Encodes some requests of the Open Inference Protocol ahead of the load, so that encoding costs nothing while it is under way. */
export function requestBodies(inputs: readonly LoadInput[], encoding: 'binary' | 'json', seed: number): RequestBody[] {
  const encode = encoding === 'binary' ? binaryBody : jsonBody
  const bodies: RequestBody[] = []
  let firstBytes = 0
  do {
    const random = seededRandom(seed, `inputs/${bodies.length}`)
    bodies.push(encode(inputs.map((input) => ({ input, values: valuesOf(input, random) }))))
    firstBytes ||= bodies[0]?.bytes.length ?? 0
  } while (bodies.length < poolCount && (bodies.length + 1) * firstBytes <= poolBytes)
  return bodies
}

type Values = Float32Array | Float64Array | BigInt64Array | Int32Array | Uint8Array

interface Tensor {
  input: LoadInput
  values: Values
}

/** Small enough to be a valid index of any vocabulary. */
const integerLimit = 100

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
    case 'INT32':
      return new Int32Array(length).map(() => below(integerLimit))
    case 'UINT8':
      return new Uint8Array(length).map(() => below(256))
    case 'BOOL':
      return new Uint8Array(length).map(() => below(2))
  }
}

function jsonBody(tensors: Tensor[]): RequestBody {
  const inputs = tensors.map(({ input, values }) => ({ ...facts(input), data: jsonValues(input, values) }))
  const bytes = Buffer.from(JSON.stringify({ inputs }))
  return { bytes, headers: { 'content-type': 'application/json', 'content-length': String(bytes.length) } }
}

function jsonValues({ datatype }: LoadInput, values: Values): (number | boolean)[] {
  return Array.from<number | bigint, number | boolean>(values, (value) => (datatype === 'BOOL' ? value === 1 : Number(value)))
}

/** The binary tensor extension: a JSON head whose length is in a header, then the raw little-endian data of each input. */
function binaryBody(tensors: Tensor[]): RequestBody {
  const inputs = tensors.map(({ input, values }) => ({ ...facts(input), parameters: { binary_data_size: values.byteLength } }))
  const head = Buffer.from(JSON.stringify({ inputs, parameters: { binary_data_output: true } }))
  const bytes = Buffer.concat([head, ...tensors.map(({ values }) => Buffer.from(values.buffer, values.byteOffset, values.byteLength))])
  return {
    bytes,
    headers: {
      'content-type': 'application/octet-stream',
      'content-length': String(bytes.length),
      'inference-header-content-length': String(head.length),
    },
  }
}

function facts({ name, datatype, shape }: LoadInput) {
  return { name, datatype, shape }
}
