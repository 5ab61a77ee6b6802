import fc from 'fast-check'
import { expect, test } from 'vitest'
import { serverStages } from '../../../src/load/http/server-timing.ts'

const none = { decode: Number.NaN, queue: Number.NaN, infer: Number.NaN, encode: Number.NaN }

test('stages are read from the header, whatever stands around them', () => {
  expect(serverStages('decode;dur=0.2, queue;dur=1.5,infer;desc="the model";dur=40, encode;dur="0.1"')).toEqual({
    decode: 0.2,
    queue: 1.5,
    infer: 40,
    encode: 0.1,
  })
})

test('what the server did not tell is NaN, never 0', () => {
  expect(serverStages(undefined)).toEqual(none)
  expect(serverStages('cache;dur=3, infer, queue;dur=, decode;dur=-1, encode;dur=soon, constructor;dur=1')).toEqual(none)
  expect(serverStages('infer;dur=2')).toEqual({ ...none, infer: 2 })
})

test('no header makes it fail', () => {
  fc.assert(fc.property(fc.string(), (header) => Object.values(serverStages(header)).every((value) => Number.isNaN(value) || value >= 0)))
})
