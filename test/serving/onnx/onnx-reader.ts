/** A constant of an ONNX file. */
interface Initializer {
  name: string
  dims: number[]
  /** Size of its data. */
  rawBytes: number
}

interface Field {
  number: number
  integer: number
  bytes: Buffer
}

/** The constants that an ONNX file holds, read from its bytes by the public format alone. */
export function initializersOf(file: Buffer): Initializer[] {
  const [graph] = [...fieldsOf(file)].filter(({ number }) => number === 7)
  const tensors = [...fieldsOf((graph as Field).bytes)].filter(({ number }) => number === 5)
  return tensors.map(({ bytes }) => {
    const fields = [...fieldsOf(bytes)]
    const only = (number: number) => fields.find((field) => field.number === number)?.bytes ?? Buffer.alloc(0)
    return {
      name: only(8).toString(),
      dims: fields.filter(({ number }) => number === 1).map(({ integer }) => integer),
      rawBytes: only(9).length,
    }
  })
}

/** How many parameters an ONNX file holds, as papers count them: running means and variances of batch normalisation are none. */
export function parametersOf(file: Uint8Array): number {
  const counted = initializersOf(Buffer.from(file.buffer, file.byteOffset, file.length)).filter(
    ({ name }) => !/\.running_(mean|var)$/.test(name),
  )
  return counted.reduce((sum, { rawBytes }) => sum + rawBytes / 4, 0)
}

/** The metadata properties of an ONNX file. */
export function metadataOf(file: Uint8Array): Record<string, string> {
  const properties = [...fieldsOf(Buffer.from(file))].filter(({ number }) => number === 14)
  return Object.fromEntries(properties.map(({ bytes }) => [...fieldsOf(bytes)].map((field) => field.bytes.toString())))
}

/** The fields of a protobuf message, one after the other. */
function* fieldsOf(bytes: Buffer): Generator<Field> {
  let at = 0
  const varint = () => {
    for (let value = 0, factor = 1; ; factor *= 128) {
      const byte = bytes.readUInt8(at++)
      value += (byte % 128) * factor
      if (byte < 128) return value
    }
  }
  while (at < bytes.length) {
    const tag = varint()
    const kind = tag % 8
    const integer = kind === 0 || kind === 2 ? varint() : 0
    const sizeBytes = { 0: 0, 1: 8, 2: integer, 5: 4 }[kind]
    if (sizeBytes === undefined) throw new Error(`wire type ${kind} at ${at}`)
    yield { number: Math.floor(tag / 8), integer, bytes: bytes.subarray(at, at + sizeBytes) }
    at += sizeBytes
  }
}
