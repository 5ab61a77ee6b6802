import { expect, test } from 'vitest'
import type { LoadInput } from '../../src/load/index.ts'
import { type RequestBody, requestBodies } from '../../src/load/request-bodies.ts'

const inputs: LoadInput[] = [
  { name: 'image', datatype: 'FP32', shape: [1, 3, 4] },
  { name: 'ids', datatype: 'INT64', shape: [1, 5] },
  { name: 'scale', datatype: 'FP64', shape: [2] },
  { name: 'count', datatype: 'INT32', shape: [3] },
  { name: 'bytes', datatype: 'UINT8', shape: [7] },
  { name: 'mask', datatype: 'BOOL', shape: [6] },
]

const arrays = { FP32: Float32Array, FP64: Float64Array, INT64: BigInt64Array, INT32: Int32Array, UINT8: Uint8Array, BOOL: Uint8Array }

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
  const [body] = requestBodies(inputs, 'binary', 3) as [RequestBody]
  const { tensors, wantsBinary } = readBinary(body)
  expect(wantsBinary).toBe(true)
  expect(body.headers['content-length']).toBe(String(body.bytes.length))
  expect(tensors.map(({ values }: { values: number[] }) => values.length)).toEqual([12, 5, 2, 3, 7, 6])
  const [image, ids, scale, count, bytes, mask] = tensors.map(({ values }: { values: number[] }) => values)
  for (const value of [...image, ...scale]) expect(value >= 0 && value < 1).toBe(true)
  for (const value of [...ids, ...count]) expect(Number.isInteger(value) && value >= 0 && value < 100).toBe(true)
  for (const value of bytes) expect(value >= 0 && value < 256).toBe(true)
  expect(new Set([0, 1, ...mask]).size).toBe(2)
})

test('JSON and binary carry the same numbers', () => {
  const [binary, json] = [requestBodies(inputs, 'binary', 3), requestBodies(inputs, 'json', 3)]
  for (const [index, body] of json.entries()) {
    const parsed = JSON.parse(body.bytes.toString()).inputs as (LoadInput & { data: (number | boolean)[] })[]
    expect(parsed.map(({ data, ...facts }) => ({ ...facts, values: data.map(Number) }))).toEqual(
      readBinary(binary[index] as RequestBody).tensors,
    )
    expect(typeof parsed.at(-1)?.data[0]).toBe('boolean')
  }
})

test('some different bodies are made, the same for the same seed', () => {
  const bodies = requestBodies(inputs, 'binary', 3)
  expect(bodies).toHaveLength(8)
  expect(new Set(bodies.map(({ bytes }) => bytes.toString('base64'))).size).toBe(8)
  expect(requestBodies(inputs, 'binary', 3)).toEqual(bodies)
  expect(requestBodies(inputs, 'binary', 4)).not.toEqual(bodies)
})

test('large inputs make fewer bodies, so that memory stays bounded', () => {
  const large = requestBodies([{ name: 'x', datatype: 'UINT8', shape: [30, 1024, 1024] }], 'binary', 1)
  expect(large).toHaveLength(2)
})
