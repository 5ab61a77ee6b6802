import type { SchemaElement } from 'hyparquet'
import { ByteWriter, ParquetWriter } from 'hyparquet-writer'
import type { Effects } from '../base/effects.ts'
import { diskError, writeFileAtomic } from '../base/write-file.ts'
import type { Column } from './columns.ts'

/** Values of one column; a Float64Array's NaN means null where the column is nullable. */
export type ColumnValues = Float64Array | Int32Array | readonly (string | number | boolean | null)[]

/** A Parquet file under way, readable at every moment up to its last row group. */
export interface ParquetFile {
  /** Adds a row group; all columns have the same length. */
  writeGroup(values: ReadonlyMap<string, ColumnValues>): void
  /** Ends the file and gives it its name. */
  close(): void
}

/** Where a file is while it is being written, and the footer that would end it there. */
export function partPaths(path: string): { part: string; footer: string } {
  return { part: `${path}.part`, footer: `${path}.footer` }
}

/** Opens a Parquet file for writing. After each row group the footer that would end the file is put beside it, so a crash costs nothing that was written. */
export function openParquetFile(
  path: string,
  columns: readonly Column[],
  metadata: Record<string, string>,
  { disk }: Pick<Effects, 'disk'>,
): ParquetFile {
  const { part, footer } = partPaths(path)
  const bytes = new ByteWriter(1 << 20)
  const writer = new ParquetWriter({
    writer: bytes,
    schema: schemaOf(columns),
    kvMetadata: Object.entries(metadata).map(([key, value]) => ({ key, value })),
    createdBy: 'kubedyno',
    statistics: false,
  })
  const file = disk.openSync(part, 'wx')
  let closed = false

  const spill = () => {
    try {
      const pending = new Uint8Array(bytes.buffer, 0, bytes.index)
      for (let written = 0; written < pending.length; ) written += disk.writeSync(file, pending, written)
      bytes.index = 0
    } catch (error) {
      throw diskError(error, path)
    }
  }

  const footerBytes = () => {
    const end = new ByteWriter()
    end.offset = bytes.offset
    const closing = Object.assign(Object.create(ParquetWriter.prototype) as ParquetWriter, writer, { writer: end })
    void closing.finish()
    return end.getBytes()
  }

  writeFileAtomic(footer, footerBytes(), { disk })
  return {
    writeGroup(values) {
      const columnData = columns.map((column) => ({
        name: column.name,
        data: withNulls(column, values.get(column.name) ?? []),
        ...encodingOf(column),
      }))
      const rows = columnData[0]?.data.length ?? 0
      if (rows === 0) return
      void writer.write({ columnData, rowGroupSize: rows, pageSize: 0 })
      spill()
      writeFileAtomic(footer, footerBytes(), { disk })
    },
    close() {
      if (closed) return
      closed = true
      try {
        spill()
        disk.writeSync(file, footerBytes())
        disk.fsyncSync(file)
      } catch (error) {
        throw diskError(error, path)
      } finally {
        disk.closeSync(file)
      }
      disk.renameSync(part, path)
      disk.rmSync(footer, { force: true })
    },
  }
}

const physicalTypes = { int32: 'INT32', double: 'DOUBLE', boolean: 'BOOLEAN', text: 'BYTE_ARRAY' } as const

function schemaOf(columns: readonly Column[]): SchemaElement[] {
  return [
    { name: 'row', num_children: columns.length },
    ...columns.map(
      ({ name, type, nullable }): SchemaElement => ({
        name,
        type: physicalTypes[type],
        repetition_type: nullable ? 'OPTIONAL' : 'REQUIRED',
        ...(type === 'text' ? { converted_type: 'UTF8' } : {}),
      }),
    ),
  ]
}

/** Times hardly compress and repeat rarely: they are stored as they are, which is three times as fast. */
function encodingOf({ type }: Column) {
  return type === 'double' ? ({ encoding: 'PLAIN', codec: 'UNCOMPRESSED' } as const) : {}
}

function withNulls({ nullable }: Column, values: ColumnValues): Float64Array | Int32Array | unknown[] {
  if (!(values instanceof Float64Array)) return values instanceof Int32Array ? values : (values as unknown[])
  if (!nullable || !values.some(Number.isNaN)) return values
  return Array.from(values, (value) => (Number.isNaN(value) ? null : value))
}
