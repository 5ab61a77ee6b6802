/**
 * A table of a FlatBuffers file. Fields are asked for by their number in the schema; one that was not written has its default. Reading
 * beyond the file throws a RangeError.
 */
export interface Table {
  /** A signed 8-bit integer. */
  int8(field: number): number
  /** A signed 32-bit integer. */
  int32(field: number): number
  float32(field: number): number
  text(field: number): string
  table(field: number): Table | null
  tables(field: number): Table[]
  int32s(field: number): number[]
  /** Raw bytes; empty when the field was not written. */
  bytes(field: number): Uint8Array
}

/** The root table of a FlatBuffers file. */
export function rootTable(file: Uint8Array): Table {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength)
  return tableAt(view, view.getUint32(0, true))
}

function tableAt(view: DataView, at: number): Table {
  const fieldsAt = at - view.getInt32(at, true)
  const fieldsEnd = view.getUint16(fieldsAt, true)
  /** Where a field lies, or 0 when it was not written. */
  const placeOf = (field: number) => {
    const slot = 4 + 2 * field
    const offset = slot < fieldsEnd ? view.getUint16(fieldsAt + slot, true) : 0
    return offset === 0 ? 0 : at + offset
  }
  const follow = (place: number) => place + view.getUint32(place, true)
  const vector = <T>(field: number, read: (place: number) => T): T[] => {
    const place = placeOf(field)
    if (place === 0) return []
    const start = follow(place)
    const count = view.getUint32(start, true)
    if (start + 4 + count * 4 > view.byteLength) throw new RangeError(`a list of ${count} reaches beyond the file`)
    return Array.from({ length: count }, (_, index) => read(start + 4 + index * 4))
  }
  const bytes = (field: number) => {
    const place = placeOf(field)
    if (place === 0) return new Uint8Array()
    const start = follow(place)
    const sizeBytes = view.getUint32(start, true)
    if (start + 4 + sizeBytes > view.byteLength) throw new RangeError(`${sizeBytes} bytes reach beyond the file`)
    return new Uint8Array(view.buffer, view.byteOffset + start + 4, sizeBytes)
  }
  return {
    int8: (field) => (placeOf(field) ? view.getInt8(placeOf(field)) : 0),
    int32: (field) => (placeOf(field) ? view.getInt32(placeOf(field), true) : 0),
    float32: (field) => (placeOf(field) ? view.getFloat32(placeOf(field), true) : 0),
    text: (field) => new TextDecoder().decode(bytes(field)),
    table: (field) => (placeOf(field) ? tableAt(view, follow(placeOf(field))) : null),
    tables: (field) => vector(field, (place) => tableAt(view, follow(place))),
    int32s: (field) => vector(field, (place) => view.getInt32(place, true)),
    bytes,
  }
}
