import { expect, test } from 'vitest'
import { seededRandom } from '../../../src/base/random.ts'
import { makeBodies } from '../../../src/load/bodies/make-bodies.ts'
import type { RequestBody } from '../../../src/load/bodies/request-body.ts'
import { tensorBody } from '../../../src/load/bodies/tensors.ts'
import type { LoadInput } from '../../../src/load/index.ts'

const inputs: LoadInput[] = [
  { name: 'image', datatype: 'FP32', shape: [1, 3, 4] },
  { name: 'ids', datatype: 'INT64', shape: [1, 5] },
  { name: 'scale', datatype: 'FP64', shape: [2] },
  { name: 'count', datatype: 'INT32', shape: [3] },
  { name: 'bytes', datatype: 'UINT8', shape: [7] },
  { name: 'mask', datatype: 'BOOL', shape: [6] },
]

const arrays = {
  FP32: Float32Array,
  FP64: Float64Array,
  FP16: Uint16Array,
  INT64: BigInt64Array,
  INT32: Int32Array,
  INT16: Int16Array,
  INT8: Int8Array,
  UINT64: BigUint64Array,
  UINT32: Uint32Array,
  UINT16: Uint16Array,
  UINT8: Uint8Array,
  BOOL: Uint8Array,
}

/** Reads a binary body as the protocol describes it. */
function readBinary({ bytes, headers }: RequestBody) {
  const headLength = Number(headers['inference-header-content-length'])
  const head = JSON.parse(bytes.toString('utf8', 0, headLength))
  let at = headLength
  const tensors = head.inputs.map((input: LoadInput & { parameters: { binary_data_size: number } }) => {
    const size = input.parameters.binary_data_size
    const values = Array.from(new arrays[input.datatype](new Uint8Array(bytes.subarray(at, at + size)).buffer), Number)
    at += size
    return { name: input.name, datatype: input.datatype, shape: input.shape, values }
  })
  expect(at).toBe(bytes.length)
  return { tensors, wantsBinary: head.parameters.binary_data_output }
}

test('the binary form carries every tensor behind a head that tells their sizes', () => {
  const body = tensorBody(inputs, 'binary', seededRandom(3, 'inputs/0'))
  const { tensors, wantsBinary } = readBinary(body)
  expect(wantsBinary).toBe(true)
  expect(tensors.map(({ values }: { values: number[] }) => values.length)).toEqual([12, 5, 2, 3, 7, 6])
  const [image, ids, scale, count, bytes, mask] = tensors.map(({ values }: { values: number[] }) => values)
  for (const value of [...image, ...scale]) expect(value >= 0 && value < 1).toBe(true)
  for (const value of [...ids, ...count]) expect(Number.isInteger(value) && value >= 0 && value < 100).toBe(true)
  for (const value of bytes) expect(value >= 0 && value < 256).toBe(true)
  expect(new Set([0, 1, ...mask]).size).toBe(2)
})

const made = (encoding: 'binary' | 'json', seed: number) => makeBodies({ kind: 'tensors', encoding }, inputs, seed, 2 ** 26)

test('JSON and binary carry the same numbers', async () => {
  const [binary, json] = [await made('binary', 3), await made('json', 3)]
  for (const [index, body] of json.entries()) {
    const parsed = JSON.parse(body.bytes.toString()).inputs as (LoadInput & { data: (number | boolean)[] })[]
    expect(parsed.map(({ data, ...facts }) => ({ ...facts, values: data.map(Number) }))).toEqual(
      readBinary(binary[index] as RequestBody).tensors,
    )
    expect(typeof parsed.at(-1)?.data[0]).toBe('boolean')
  }
})
