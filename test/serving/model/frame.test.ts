import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { encodeFrame, type Frame } from '../../../src/serving/model/frame.ts'
import { blockingFrames, frameReader } from '../../../src/serving/model/frame-reader.ts'

const uint32 = fc.nat(2 ** 32 - 1)
const frame: fc.Arbitrary<Frame> = fc.record({
  kind: uint32,
  id: uint32,
  startedMs: fc.double(),
  endedMs: fc.double(),
  tensors: fc.array(fc.record({ index: uint32, shape: fc.array(uint32, { maxLength: 5 }), bytes: fc.uint8Array({ maxLength: 40 }) }), {
    maxLength: 3,
  }),
})

/** A frame whose bytes are its own, to be compared after the reader has moved on. */
const copied = (one: Frame): Frame => ({
  ...one,
  tensors: one.tensors.map((tensor) => ({ ...tensor, bytes: new Uint8Array(tensor.bytes) })),
})

test('frames come out as they went in, wherever the stream is cut', () => {
  fc.assert(
    fc.property(fc.array(frame, { maxLength: 6 }), fc.array(fc.nat(), { maxLength: 30 }), (frames, cuts) => {
      const stream = Buffer.concat(frames.flatMap(encodeFrame))
      const ends = [...cuts.map((cut) => cut % (stream.length + 1)), stream.length].sort((a, b) => a - b)
      const read: Frame[] = []
      const push = frameReader((one) => void read.push(copied(one)))
      let at = 0
      for (const end of ends) {
        push(stream.subarray(at, end))
        at = end
      }
      expect(read).toEqual(frames)
    }),
    { numRuns: 500 },
  )
})

test('frames read from a descriptor are the same, also those larger than what was held, and their data can be viewed where it lies', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kubedyno-frames-'))
  try {
    const large = fc.integer({ min: 0, max: 300_000 }).map(
      (length): Frame => ({
        kind: 3,
        id: length,
        startedMs: 0,
        endedMs: 0,
        tensors: [{ index: 0, shape: [length], bytes: new Uint8Array(length).fill(length) }],
      }),
    )
    fc.assert(
      fc.property(fc.array(fc.oneof(frame, large), { maxLength: 6 }), (frames) => {
        writeFileSync(join(folder, 'stream'), Buffer.concat(frames.flatMap(encodeFrame)))
        const descriptor = openSync(join(folder, 'stream'), 'r')
        try {
          const source = blockingFrames(descriptor)
          for (const expected of frames) {
            const read = source.next() as Frame
            expect(copied(read)).toEqual(expected)
            for (const { bytes } of read.tensors) expect(bytes.byteOffset % 8).toBe(0)
          }
          expect(source.next()).toBeNull()
        } finally {
          closeSync(descriptor)
        }
      }),
      { numRuns: 100 },
    )
  } finally {
    rmSync(folder, { recursive: true })
  }
})
