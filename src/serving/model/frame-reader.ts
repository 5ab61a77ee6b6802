import { readSync } from 'node:fs'
import { decodeFrame, type Frame, frameSize } from './frame.ts'

/** Makes frames of the chunks of a stream, as they come; what does not fit into one chunk is put together while the rest is under way. */
export function frameReader(onFrame: (frame: Frame) => void): (chunk: Buffer) => void {
  let beginning: Buffer = Buffer.alloc(0)
  let begun: { frame: Buffer; filledBytes: number } | null = null
  return (chunk) => {
    const bytes = beginning.length === 0 ? chunk : Buffer.concat([beginning, chunk])
    let at = 0
    if (begun) {
      at = bytes.copy(begun.frame, begun.filledBytes)
      begun.filledBytes += at
      if (begun.filledBytes < begun.frame.length) return
      onFrame(decodeFrame(begun.frame))
      begun = null
    }
    for (let size = frameSize(bytes, at, bytes.length); size !== null; size = frameSize(bytes, at, bytes.length)) {
      if (at + size > bytes.length) {
        const frame = Buffer.allocUnsafe(size)
        begun = { frame, filledBytes: bytes.copy(frame, 0, at) }
        at = bytes.length
        break
      }
      onFrame(decodeFrame(bytes.subarray(at, at + size)))
      at += size
    }
    beginning = bytes.subarray(at)
  }
}

/** Frames that are read one after the other. */
export interface FrameSource {
  /** Waits for the next frame; its tensors lie where typed arrays may view them, until the next call. Null when the other side is gone. */
  next(): Frame | null
  /** Whether the next frame is here already. */
  hasNext(): boolean
}

/** Reads frames from a descriptor and waits for them without an event loop: for a process that does nothing else, this is the quickest way. */
export function blockingFrames(descriptor: number): FrameSource {
  let held = Buffer.from(new ArrayBuffer(2 ** 16))
  let at = 0
  let end = 0
  const hasNext = () => {
    const size = frameSize(held, at, end)
    return size !== null && at + size <= end
  }
  return {
    hasNext,
    next() {
      for (;;) {
        const size = frameSize(held, at, end)
        if (size !== null && at + size <= end) {
          at += size
          return decodeFrame(held.subarray(at - size, at))
        }
        const room = size !== null && size > held.length ? Buffer.from(new ArrayBuffer(size)) : held
        held.copy(room, 0, at, end)
        held = room
        end -= at
        at = 0
        const read = readSync(descriptor, held, end, held.length - end, null)
        if (read === 0) return null
        end += read
      }
    },
  }
}
