import { type AsyncBuffer, type FileMetaData, parquetMetadata, parquetRead } from 'hyparquet'
import { type Effects, realEffects } from '../base/effects.ts'
import { DynoError, hasSystemCode, messageOf } from '../base/errors.ts'
import type { Column } from './columns.ts'
import { partPaths } from './parquet-file.ts'

/** Names as codes: `names[codes[row]]`; the code past the last name stands for null. */
export interface NameColumn {
  codes: Uint16Array
  names: readonly string[]
}

export interface ReadTable {
  count: number
  numbers: Map<string, Float64Array>
  names: Map<string, NameColumn>
  /** The file's own key-value metadata. */
  metadata: Record<string, string>
  /** False when the file was never closed, and rows after the last row group are lost. */
  closed: boolean
}

/** Reads columns of a data file: numbers with NaN for null, texts as codes. A file that was cut off is read up to its last row group. */
export async function readParquetFile(
  path: string,
  columns: readonly Column[],
  { disk }: Pick<Effects, 'disk'> = realEffects,
): Promise<ReadTable> {
  const { bytes, closed } = bytesOf(path, disk)
  if (bytes === null) return { count: 0, numbers: new Map(), names: new Map(), metadata: {}, closed }
  try {
    return { ...(await readBytes(bytes, columns)), closed }
  } catch (error) {
    throw new DynoError('KD_DATASET_CORRUPT', `${path} cannot be read as Parquet: ${messageOf(error)}`, {
      cause: error,
      hint: 'the file was cut off or changed; the run has to be done again: move its folder away and call run',
    })
  }
}

/** The bytes of a finished file, or those of one under way with the footer that would end it; null when neither was ever begun. */
function bytesOf(path: string, disk: Effects['disk']): { bytes: Uint8Array<ArrayBuffer> | null; closed: boolean } {
  try {
    return { bytes: new Uint8Array(disk.readFileSync(path)), closed: true }
  } catch (error) {
    if (!hasSystemCode(error, 'ENOENT')) throw error
  }
  const { part, footer } = partPaths(path)
  if (!disk.existsSync(part)) return { bytes: null, closed: false }
  try {
    const end = disk.readFileSync(footer)
    const rows = disk.readFileSync(part)
    const upTo = endOfRows(end)
    const bytes = new Uint8Array(upTo + end.length)
    bytes.set(rows.subarray(0, upTo))
    bytes.set(end, upTo)
    return { bytes, closed: false }
  } catch (error) {
    throw new DynoError('KD_DATASET_CORRUPT', `${part} cannot be read without its footer`, {
      cause: error,
      hint: 'the files of this run were changed; call run to do it again',
    })
  }
}

/** How many bytes of a part belong to the row groups that a footer knows. */
function endOfRows(footer: Uint8Array): number {
  const { row_groups } = parquetMetadata(new Uint8Array(footer).buffer)
  let end = 4
  for (const { columns } of row_groups) {
    for (const { meta_data } of columns) {
      if (!meta_data) continue
      const start = meta_data.dictionary_page_offset ?? meta_data.data_page_offset
      end = Math.max(end, Number(start + meta_data.total_compressed_size))
    }
  }
  return end
}

async function readBytes({ buffer }: Uint8Array<ArrayBuffer>, columns: readonly Column[]): Promise<Omit<ReadTable, 'closed'>> {
  const metadata = parquetMetadata(buffer)
  const count = Number(metadata.num_rows)
  const numbers = new Map<string, Float64Array>()
  const names = new Map<string, { codes: Uint16Array; names: string[] }>()
  for (const column of columns) {
    numbers.delete(column.name)
    await readColumn(buffer, metadata, column, count, numbers, names)
  }
  return {
    count,
    numbers,
    names,
    metadata: Object.fromEntries((metadata.key_value_metadata ?? []).map(({ key, value }) => [key, value ?? ''])),
  }
}

async function readColumn(
  buffer: ArrayBuffer,
  metadata: FileMetaData,
  { name, type }: Column,
  count: number,
  numbers: Map<string, Float64Array>,
  names: Map<string, { codes: Uint16Array; names: string[] }>,
): Promise<void> {
  const values = type === 'text' ? null : new Float64Array(count)
  const codes = type === 'text' ? new Uint16Array(count) : null
  const codeOf = new Map<unknown, number>()
  const known: string[] = []
  const nullRows: number[] = []
  const file: AsyncBuffer = { byteLength: buffer.byteLength, slice: (start, end) => buffer.slice(start, end) }
  let read = 0
  await parquetRead({
    file,
    metadata,
    columns: [name],
    onChunk({ columnData, rowStart }) {
      read += columnData.length
      for (let index = 0; index < columnData.length; index++) {
        const value: unknown = columnData[index]
        const row = rowStart + index
        if (values) values[row] = value === null || value === undefined ? Number.NaN : Number(value)
        else if (value === null || value === undefined) nullRows.push(row)
        else {
          let code = codeOf.get(value)
          if (code === undefined) {
            code = known.push(String(value)) - 1
            codeOf.set(value, code)
          }
          if (codes) codes[row] = code
        }
      }
    },
  })
  if (read !== count) throw new Error(`column ${name} has ${read} of ${count} rows`)
  if (values) numbers.set(name, values)
  if (codes) {
    for (const row of nullRows) codes[row] = known.length
    names.set(name, { codes, names: known })
  }
}
