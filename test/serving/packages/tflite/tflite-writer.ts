/** A field of a FlatBuffers table; undefined is one that is not written. */
type Field =
  | undefined
  | { int8: number }
  | { int32: number }
  | { text: string }
  | { bytes: Uint8Array }
  | { table: Field[] }
  | { tables: Field[][] }
  | { int32s: readonly number[] }

/** A tensor of a small network; one with values is a constant, its values 32-bit floats unless it says otherwise. */
export interface WrittenTensor {
  shape: number[]
  values?: Float32Array | Int32Array | Uint16Array
  /** The number of its type in TensorFlow Lite's schema: 0 FLOAT32, 1 FLOAT16, 2 INT32. */
  type?: number
}

export interface WrittenOperator {
  code: number
  inputs: number[]
  outputs: number[]
  options?: Field[]
}

/** Writes a `.tflite` file of one graph whose first tensor comes in and whose last one goes out. */
export function tfliteFile(tensors: WrittenTensor[], operators: WrittenOperator[]): Buffer {
  const constants = tensors.flatMap(({ values }) => (values ? [new Uint8Array(values.buffer)] : []))
  const buffers = [new Uint8Array(), ...constants]
  let buffer = 0
  const graph: Field[] = [
    {
      tables: tensors.map(({ shape, values, type = 0 }, index) => [
        { int32s: shape },
        { int8: type },
        { int32: values ? ++buffer : 0 },
        { text: `name${index}` },
      ]),
    },
    { int32s: [0] },
    { int32s: [tensors.length - 1] },
    {
      tables: operators.map(({ inputs, outputs, options }, index) => [
        { int32: index },
        { int32s: inputs },
        { int32s: outputs },
        { int8: 0 },
        options && { table: options },
      ]),
    },
  ]
  const codes: Field[][] = operators.map(({ code }) =>
    code < 128 ? [{ int8: code }] : [{ int8: 127 }, undefined, undefined, { int32: code }],
  )
  return flatbuffer([{ int32: 3 }, { tables: codes }, { tables: [graph] }, undefined, { tables: buffers.map((bytes) => [{ bytes }]) }])
}

/** Writes a FlatBuffers file with this root table. */
function flatbuffer(root: Field[]): Buffer {
  const file = Buffer.alloc(1 << 16)
  let end = 8
  const take = (sizeBytes: number) => {
    const at = end
    end = Math.ceil((end + sizeBytes) / 4) * 4
    return at
  }
  const point = (from: number, to: number) => file.writeUInt32LE(to - from, from)
  const placeTable = (fields: Field[]): number => {
    const fieldsAt = take(4 + 2 * fields.length)
    const at = take(4 + 4 * fields.length)
    file.writeUInt16LE(4 + 2 * fields.length, fieldsAt)
    file.writeInt32LE(at - fieldsAt, at)
    for (const [index, field] of fields.entries()) {
      if (!field) continue
      const slot = at + 4 + 4 * index
      file.writeUInt16LE(slot - at, fieldsAt + 4 + 2 * index)
      if ('int8' in field) file.writeInt8(field.int8, slot)
      else if ('int32' in field) file.writeInt32LE(field.int32, slot)
      else point(slot, place(field))
    }
    return at
  }
  const placeBytes = (bytes: Uint8Array) => {
    const at = take(4 + bytes.length)
    file.writeUInt32LE(bytes.length, at)
    file.set(bytes, at + 4)
    return at
  }
  const placeList = (items: readonly unknown[], write: (index: number, slot: number) => void) => {
    const at = take(4 + 4 * items.length)
    file.writeUInt32LE(items.length, at)
    for (const index of items.keys()) write(index, at + 4 + 4 * index)
    return at
  }
  const place = (field: Exclude<Field, undefined | { int8: number } | { int32: number }>): number => {
    if ('text' in field) return placeBytes(Buffer.from(field.text))
    if ('bytes' in field) return placeBytes(field.bytes)
    if ('table' in field) return placeTable(field.table)
    if ('tables' in field) return placeList(field.tables, (index, slot) => point(slot, placeTable(field.tables[index] ?? [])))
    return placeList(field.int32s, (index, slot) => file.writeInt32LE(field.int32s[index] ?? 0, slot))
  }
  point(0, placeTable(root))
  file.write('TFL3', 4, 'latin1')
  return file.subarray(0, end)
}
