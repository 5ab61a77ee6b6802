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
