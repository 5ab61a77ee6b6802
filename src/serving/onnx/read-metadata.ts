/** The properties that an ONNX file carries beside its graph, such as the letters of a recogniser; all else in it is passed over. */
export function readMetadata(file: Uint8Array): Record<string, string> {
  const text = (bytes: Uint8Array | undefined) => new TextDecoder().decode(bytes)
  const properties: Record<string, string> = {}
  for (const { number, bytes } of fieldsOf(file)) {
    if (number !== metadataProperties) continue
    const fields = [...fieldsOf(bytes)]
    const field = (wanted: number) => text(fields.find((one) => one.number === wanted)?.bytes)
    properties[field(1)] = field(2)
  }
  return properties
}

/** The number of the field in ONNX's ModelProto. */
const metadataProperties = 14

/** The fields of a protobuf message that hold bytes. */
function* fieldsOf(message: Uint8Array): Generator<{ number: number; bytes: Uint8Array }> {
  let at = 0
  const varint = () => {
    for (let value = 0, factor = 1; ; factor *= 128) {
      const byte = message[at++] ?? 0
      value += (byte % 128) * factor
      if (byte < 128) return value
    }
  }
  while (at < message.length) {
    const tag = varint()
    const kind = tag % 8
    const sizeBytes = kind === 0 ? 0 : kind === 1 ? 8 : kind === 5 ? 4 : varint()
    if (kind === 0) varint()
    if (kind === 2) yield { number: Math.floor(tag / 8), bytes: message.subarray(at, at + sizeBytes) }
    at += sizeBytes
  }
}
