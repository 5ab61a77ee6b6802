/** A protobuf message as pieces that are only joined once, so that large weights are copied once. */
export interface Message {
  parts: readonly Uint8Array[]
  sizeBytes: number
}

/** Joins fields into a message, in their order. */
export function message(fields: readonly Message[]): Message {
  return { parts: fields.flatMap((field) => field.parts), sizeBytes: fields.reduce((sum, field) => sum + field.sizeBytes, 0) }
}

/** A field that holds an integer of at least 0. */
export function integerField(number: number, value: number): Message {
  return whole([...varint(number * 8), ...varint(value)])
}

/** A field that holds a 32-bit float. */
export function floatField(number: number, value: number): Message {
  return whole([...varint(number * 8 + 5), ...new Uint8Array(new Float32Array([value]).buffer)])
}

/** A field that holds text or bytes. */
export function bytesField(number: number, value: string | Uint8Array): Message {
  const bytes = typeof value === 'string' ? new TextEncoder().encode(value) : value
  return messageField(number, { parts: [bytes], sizeBytes: bytes.length })
}

/** A field that holds a message. */
export function messageField(number: number, value: Message): Message {
  const head = whole([...varint(number * 8 + 2), ...varint(value.sizeBytes)])
  return { parts: [...head.parts, ...value.parts], sizeBytes: head.sizeBytes + value.sizeBytes }
}

/** The bytes of a message. */
export function encode(value: Message): Uint8Array {
  const bytes = new Uint8Array(value.sizeBytes)
  let offset = 0
  for (const part of value.parts) {
    bytes.set(part, offset)
    offset += part.length
  }
  return bytes
}

function whole(bytes: number[]): Message {
  return { parts: [Uint8Array.from(bytes)], sizeBytes: bytes.length }
}

function varint(value: number): number[] {
  const bytes = []
  let rest = value
  while (rest >= 0x80) {
    bytes.push((rest % 0x80) + 0x80)
    rest = Math.floor(rest / 0x80)
  }
  return [...bytes, rest]
}
