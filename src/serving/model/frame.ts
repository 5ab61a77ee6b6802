import type { WireTensor } from '../tensor/tensor.ts'

/** What a frame between server and model process is about. */
export const frameKind = { ready: 1, unfit: 2, infer: 3, answer: 4, fault: 5 } as const

/** A message between server and model process. */
export interface Frame {
  kind: number
  id: number
  /** When the inference began and ended, by the machine's monotonic clock; 0 where there was none. */
  startedMs: number
  endedMs: number
  tensors: WireTensor[]
}

/**
 * Layout, little-endian: size u32, kind u32, id u32, tensor count u32, startedMs f64, endedMs f64; then for each tensor: index u32, rank u32,
 * bytes u32, zero u32, its dimensions u32 each, its data. Every part is padded to a multiple of 8, so that data can be viewed where it lies.
 */
const headBytes = 32
const tensorHeadBytes = 16

/** Data of so many bytes and more travels from where it lies: to copy it costs more than to write it apart. */
const largeBytes = 2 ** 16

/** The bytes of a frame, in one piece but for large data. */
export function encodeFrame({ kind, id, startedMs, endedMs, tensors }: Frame): Uint8Array[] {
  let sizeBytes = headBytes
  let ownBytes = headBytes
  for (const { shape, bytes } of tensors) {
    const besideBytes = tensorHeadBytes + padded(shape.length * 4)
    sizeBytes += besideBytes + padded(bytes.byteLength)
    ownBytes += besideBytes + padded(bytes.byteLength) - (isLarge(bytes) ? bytes.byteLength : 0)
  }
  const own = Buffer.allocUnsafe(ownBytes)
  own.writeUInt32LE(sizeBytes, 0)
  own.writeUInt32LE(kind, 4)
  own.writeUInt32LE(id, 8)
  own.writeUInt32LE(tensors.length, 12)
  own.writeDoubleLE(startedMs, 16)
  own.writeDoubleLE(endedMs, 24)
  const pieces: Uint8Array[] = []
  let from = 0
  let at = headBytes
  for (const { index, shape, bytes } of tensors) {
    own.writeUInt32LE(index, at)
    own.writeUInt32LE(shape.length, at + 4)
    own.writeUInt32LE(bytes.byteLength, at + 8)
    own.writeUInt32LE(0, at + 12)
    at += tensorHeadBytes
    for (const [place, size] of shape.entries()) own.writeUInt32LE(size, at + place * 4)
    at += padded(shape.length * 4)
    if (isLarge(bytes)) {
      pieces.push(own.subarray(from, at), bytes)
      from = at
      at += padded(bytes.byteLength) - bytes.byteLength
    } else {
      own.set(bytes, at)
      at += padded(bytes.byteLength)
    }
  }
  if (from < at) pieces.push(own.subarray(from, at))
  return pieces
}

function isLarge({ byteLength }: Uint8Array): boolean {
  return byteLength >= largeBytes
}

/** Reads a whole frame; its tensors are views of the given bytes. */
export function decodeFrame(frame: Buffer): Frame {
  const tensors: WireTensor[] = []
  let at = headBytes
  for (let left = frame.readUInt32LE(12); left > 0; left--) {
    const rank = frame.readUInt32LE(at + 4)
    const bytes = frame.readUInt32LE(at + 8)
    const shape: number[] = []
    for (let place = 0; place < rank; place++) shape.push(frame.readUInt32LE(at + tensorHeadBytes + place * 4))
    const dataAt = at + tensorHeadBytes + padded(rank * 4)
    tensors.push({ index: frame.readUInt32LE(at), shape, bytes: frame.subarray(dataAt, dataAt + bytes) })
    at = dataAt + padded(bytes)
  }
  return {
    kind: frame.readUInt32LE(4),
    id: frame.readUInt32LE(8),
    startedMs: frame.readDoubleLE(16),
    endedMs: frame.readDoubleLE(24),
    tensors,
  }
}

/** A frame that carries JSON instead of tensors. */
export function textFrame(kind: number, id: number, value: unknown): Uint8Array[] {
  const bytes = Buffer.from(JSON.stringify(value))
  return encodeFrame({ kind, id, startedMs: 0, endedMs: 0, tensors: [{ index: 0, shape: [], bytes }] })
}

/** The JSON that a frame carries. */
export function textOf(frame: Frame): unknown {
  return JSON.parse(Buffer.from(frame.tensors[0]?.bytes ?? []).toString())
}

/** The size of the frame that begins with these bytes, or null when they are too few to tell. */
export function frameSize(bytes: Buffer, at: number, end: number): number | null {
  return end - at < 4 ? null : bytes.readUInt32LE(at)
}

function padded(sizeBytes: number): number {
  return (sizeBytes + 7) & ~7
}
