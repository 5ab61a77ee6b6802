/** A field of a protobuf message. */
export interface Field {
  number: number
  /** How it is written: 0 an integer, 1 eight bytes, 2 bytes, 5 four bytes. */
  kind: number
  /** The integer; of bytes their number. */
  integer: number
  bytes: Buffer
}

/** The fields of a protobuf message, one after the other; throws a RangeError when the bytes are none. */
export function* fieldsOf(message: Uint8Array): Generator<Field> {
  const bytes = Buffer.from(message.buffer, message.byteOffset, message.byteLength)
  let at = 0
  while (at < bytes.length) {
    const tag = readVarint(bytes, at)
    at = tag.end
    const kind = tag.value % 8
    let integer = 0
    if (kind === 0 || kind === 2) ({ value: integer, end: at } = readVarint(bytes, at))
    const sizeBytes = { 0: 0, 1: 8, 2: integer, 5: 4 }[kind]
    if (sizeBytes === undefined || at + sizeBytes > bytes.length) throw new RangeError(`no protobuf message: kind ${kind} at ${at}`)
    yield { number: Math.floor(tag.value / 8), kind, integer, bytes: bytes.subarray(at, at + sizeBytes) }
    at += sizeBytes
  }
}

/** The integers of a packed list. */
export function packedIntegers(bytes: Buffer): number[] {
  const values: number[] = []
  for (let at = 0; at < bytes.length; ) {
    const { value, end } = readVarint(bytes, at)
    values.push(value)
    at = end
  }
  return values
}

function readVarint(bytes: Buffer, from: number): { value: number; end: number } {
  let value = 0
  for (let at = from, factor = 1; ; at++, factor *= 128) {
    const byte = bytes.readUInt8(at)
    value += (byte % 128) * factor
    if (byte < 128) return { value, end: at + 1 }
  }
}
