import fc from 'fast-check'
import { expect, test } from 'vitest'
import { encodeFrame, type Frame } from '../../../src/serving/model/frame.ts'
import { frameReader } from '../../../src/serving/model/frame-reader.ts'

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
      const stream = Buffer.concat(frames.map(encodeFrame))
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
