import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { DynoError } from '../../../../src/base/errors.ts'
import { floatsOf } from '../../../../src/serving/packages/weights/floats.ts'
import { trainedWeights } from '../../../../src/serving/packages/weights/named-tensors.ts'
import { readSafetensors } from '../../../../src/serving/packages/weights/safetensors.ts'
import { needs } from '../../../services/service.ts'
import { keptFile } from '../kept-file.ts'

/** A file with these bytes of data behind a header. */
function fileOf(header: object, data: Uint8Array): Buffer {
  const json = Buffer.from(JSON.stringify(header))
  const size = Buffer.alloc(8)
  size.writeBigUInt64LE(BigInt(json.length))
  return Buffer.concat([size, json, data])
}

const floats = Buffer.from(Float32Array.of(1, -2.5, 3, 4, 5, 6).buffer)
const good = fileOf(
  {
    __metadata__: { format: 'pt' },
    a: { dtype: 'F32', shape: [2, 3], data_offsets: [0, 24] },
    b: { dtype: 'F16', shape: [2], data_offsets: [24, 28] },
    ids: { dtype: 'I64', shape: [1], data_offsets: [28, 36] },
  },
  Buffer.concat([floats, Buffer.from([0x00, 0x3c, 0x00, 0xc0]), Buffer.alloc(8)]),
)

test('reads floats of 32 and 16 bits by name, wherever the header ends, and leaves integers out', () => {
  const tensors = readSafetensors(good)
  expect([...tensors.keys()]).toEqual(['a', 'b'])
  expect(tensors.get('a')).toEqual({ shape: [2, 3], values: Float32Array.of(1, -2.5, 3, 4, 5, 6) })
  expect(tensors.get('b')).toEqual({ shape: [2], values: Float32Array.of(1, -2) })
})

test('refuses a file that is cut off, or whose header says what cannot be', () => {
  const refused = expect.objectContaining({ code: 'KD_PACKAGE_INVALID' })
  for (let length = 0; length < good.length - 8; length++) expect(() => readSafetensors(good.subarray(0, length))).toThrow(refused)
  const wrong = { a: { dtype: 'F32', shape: [7], data_offsets: [0, 24] } }
  expect(() => readSafetensors(fileOf(wrong, floats))).toThrow('the bytes of a do not fit its shape')
  expect(() => readSafetensors(fileOf({ a: 3 }, floats))).toThrow(refused)
})

test('halves are what the standard says', () => {
  const half = (code: number) => floatsOf(Uint8Array.of(code & 0xff, code >> 8), 16)[0]
  expect([0x0001, 0x03ff, 0x0400, 0x3c00, 0x7bff, 0x7c00, 0xfc00, 0x8000].map(half)).toEqual([
    2 ** -24,
    1023 * 2 ** -24,
    2 ** -14,
    1,
    65504,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    -0,
  ])
  expect(half(0x7e00)).toBeNaN()
})

test('an architecture gets its weights by name and shape, and is told what is missing', () => {
  const weights = trainedWeights(readSafetensors(good))
  expect(weights('b', [2], { fill: 0 })).toEqual(Float32Array.of(1, -2))
  expect(() => weights('c', [2], { fill: 0 })).toThrow('holds no c')
  expect(() => weights('a', [3, 2], { fill: 0 })).toThrow('a has the shape [2, 3], not [3, 2]')
})

test('changed bytes never give anything but tensors or an error that can be told', () => {
  fc.assert(
    fc.property(fc.nat(good.length - 1), fc.nat(255), (at, value) => {
      const changed = Buffer.from(good)
      changed[at] = value
      try {
        readSafetensors(changed)
      } catch (error) {
        expect(error).toBeInstanceOf(DynoError)
      }
    }),
    { numRuns: 1000 },
  )
})

needs('weights')('reads all of MiniLM: 22.7 million numbers', () => {
  const path = keptFile('minilm', 'model.safetensors')
  const tensors = readSafetensors(readFileSync(path))
  expect(tensors.size).toBe(103)
  expect([...tensors.values()].reduce((sum, { values }) => sum + values.length, 0)).toBe(22_713_216)
})
