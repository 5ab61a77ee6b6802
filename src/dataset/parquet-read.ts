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
  /** Rows that had been written whole, but whose bytes are gone: the file was cut afterwards. */
  lostRows: number
}

interface Content {
  buffer: ArrayBuffer
  footer: FileMetaData
  closed: boolean
  lostRows: number
}

/** Reads columns of a data file: numbers with NaN for null, texts as codes. A file that was cut off is read up to its last row group. */
export async function readParquetFile(
  path: string,
  columns: readonly Column[],
  { disk }: Pick<Effects, 'disk'> = realEffects,
): Promise<ReadTable> {
  try {
    const content = finishedContent(path, disk) ?? partContent(path, disk)
    if (content === null) return { count: 0, numbers: new Map(), names: new Map(), metadata: {}, closed: false, lostRows: 0 }
    return await readContent(content, columns)
  } catch (error) {
    if (error instanceof DynoError) throw error
    throw new DynoError('KD_DATASET_CORRUPT', `${path} cannot be read as Parquet: ${messageOf(error)}`, {
      cause: error,
      hint: 'the file was cut off or changed; the run has to be done again: move its folder away and call run',
    })
  }
}

function finishedContent(path: string, disk: Effects['disk']): Content | null {
  const bytes = readOrNull(path, disk)
  return bytes && { buffer: bytes.buffer, footer: parquetMetadata(bytes.buffer), closed: true, lostRows: 0 }
}

/** A file under way with the footer that would end it; null when it was never begun. */
function partContent(path: string, disk: Effects['disk']): Content | null {
  const paths = partPaths(path)
  const part = readOrNull(paths.part, disk)
  const footerBytes = readOrNull(paths.footer, disk)
  if (part === null || (part.length === 0 && footerBytes === null)) return null
  try {
    if (footerBytes === null) throw new Error(`there is no ${paths.footer}`)
    const { buffer } = part
    const footer = parquetMetadata(footerBytes.buffer)
    const row_groups = footer.row_groups.filter((group) => endOf(group) <= buffer.byteLength)
    const num_rows = row_groups.reduce((sum, group) => sum + group.num_rows, 0n)
    return { buffer, footer: { ...footer, row_groups, num_rows }, closed: false, lostRows: Number(footer.num_rows - num_rows) }
  } catch (error) {
    throw new DynoError('KD_DATASET_CORRUPT', `${paths.part} cannot be read without its footer`, {
      cause: error,
      hint: 'the files of this run were changed; call run to do it again',
    })
  }
}

/** Where in a file a row group ends. */
function endOf({ columns }: FileMetaData['row_groups'][number]): number {
  const ends = columns.map(({ meta_data }) => {
    if (!meta_data) return 0
    return Number((meta_data.dictionary_page_offset ?? meta_data.data_page_offset) + meta_data.total_compressed_size)
  })
  return Math.max(0, ...ends)
}

function readOrNull(path: string, disk: Effects['disk']): Uint8Array<ArrayBuffer> | null {
  try {
    return new Uint8Array(disk.readFileSync(path))
  } catch (error) {
    if (hasSystemCode(error, 'ENOENT')) return null
    throw error
  }
}

async function readContent({ buffer, footer, closed, lostRows }: Content, columns: readonly Column[]): Promise<ReadTable> {
  const count = Number(footer.num_rows)
  const numbers = new Map<string, Float64Array>()
  const names = new Map<string, { codes: Uint16Array; names: string[] }>()
  for (const column of columns) {
    if (column.nullable && !footer.schema.some(({ name }) => name === column.name)) addMissing(column, count, numbers, names)
    else await readColumn(buffer, footer, column, count, numbers, names)
  }
  const metadata = Object.fromEntries((footer.key_value_metadata ?? []).map(({ key, value }) => [key, value ?? '']))
  return { count, numbers, names, metadata, closed, lostRows }
}

/** A column that files of an older kubedyno do not have is all null. */
function addMissing(
  { name, type }: Column,
  count: number,
  numbers: Map<string, Float64Array>,
  names: Map<string, { codes: Uint16Array; names: string[] }>,
): void {
  if (type === 'text') names.set(name, { codes: new Uint16Array(count), names: [] })
  else numbers.set(name, new Float64Array(count).fill(Number.NaN))
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
