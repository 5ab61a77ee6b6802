import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { DynoError } from '../../../../src/base/errors.ts'
import { readCTranslate2 } from '../../../../src/serving/packages/weights/ctranslate2.ts'
import { needs } from '../../../services/service.ts'
import { keptFile } from '../kept-file.ts'

const uint32 = (...values: number[]) => Buffer.from(Uint32Array.from(values).buffer)
const text = (value: string) => Buffer.concat([Buffer.from(Uint16Array.of(value.length + 1).buffer), Buffer.from(`${value}\0`)])
const variable = (name: string, shape: number[], type: number, data: Uint8Array) =>
  Buffer.concat([text(name), Buffer.from([shape.length]), uint32(...shape), Buffer.from([type]), uint32(data.length), data])
const fileOf = (version: number, ...variables: Buffer[]) =>
  Buffer.concat([uint32(version), text('WhisperSpec'), uint32(3), uint32(variables.length), ...variables, uint32(0)])

const good = fileOf(
  6,
  variable('encoder/weight', [1, 2], 0, Buffer.from(Float32Array.of(1.5, -3).buffer)),
  variable('heads', [], 1, Buffer.from([6])),
  variable('encoder/bias', [2], 4, Buffer.from([0x00, 0x3c, 0x00, 0xc0])),
)

test('reads floats of 32 and 16 bits by name and leaves settings out', () => {
  expect([...readCTranslate2(good)]).toEqual([
    ['encoder/weight', { shape: [1, 2], values: Float32Array.of(1.5, -3) }],
    ['encoder/bias', { shape: [2], values: Float32Array.of(1, -2) }],
  ])
})

test('refuses another version, a type it does not know, and sizes that do not fit', () => {
  expect(() => readCTranslate2(fileOf(5))).toThrow('version 5')
  expect(() => readCTranslate2(fileOf(6, variable('a', [1], 9, Buffer.alloc(4))))).toThrow('the bytes of a do not fit')
  expect(() => readCTranslate2(fileOf(6, variable('a', [3], 0, Buffer.alloc(4))))).toThrow('the bytes of a do not fit')
})

test('bytes that were cut or changed give tensors or an error that can be told', () => {
  const orDynoError = (bytes: Buffer) => {
    try {
      readCTranslate2(bytes)
    } catch (error) {
      expect(error).toBeInstanceOf(DynoError)
    }
  }
  for (let length = 0; length < good.length; length++) orDynoError(good.subarray(0, length))
  fc.assert(
    fc.property(fc.nat(good.length - 1), fc.nat(255), (at, value) => {
      const changed = Buffer.from(good)
      changed[at] = value
      orDynoError(changed)
    }),
    { numRuns: 1000 },
  )
})

needs('weights')('reads all of Whisper tiny.en: 37.8 million numbers', () => {
  const path = keptFile('whisper-tiny.en', 'model.bin')
  const tensors = readCTranslate2(readFileSync(path))
  expect(tensors.get('decoder/embeddings/weight')?.shape).toEqual([51_864, 384])
  expect([...tensors.values()].reduce((sum, { values }) => sum + values.length, 0)).toBe(37_764_864)
})
