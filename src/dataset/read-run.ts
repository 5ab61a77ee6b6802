import { DynoError } from '../base/errors.ts'
import type { Origin } from '../base/origin.ts'
import { type Column, requestColumns, sampleColumns } from './columns.ts'
import { datasetVersion, type RunFolder } from './layout.ts'
import { type NameColumn, type ReadTable, readParquetFile } from './parquet-read.ts'

interface Table {
  count: number
  /** False when the run was cut off and rows may be lost. */
  closed: boolean
  /** Rows that had been written whole, but whose bytes are gone. */
  lostRows: number
  origin: Pick<Origin, 'wallMs'>
}

/** The rows of `requests.parquet`; times in milliseconds from the origin, NaN for null. */
export interface RequestTable extends Table {
  id: Float64Array
  phase: NameColumn
  request: NameColumn
  replica: NameColumn
  outcome: NameColumn
  warmup: Float64Array
  intendedMs: Float64Array
  sentMs: Float64Array
  firstByteMs: Float64Array
  endMs: Float64Array
  status: Float64Array
  decodeMs: Float64Array
  queueMs: Float64Array
  inferMs: Float64Array
  encodeMs: Float64Array
}

/** The rows of `samples.parquet`; NaN for null. */
export interface SampleTable extends Table {
  timeMs: Float64Array
  signal: NameColumn
  entity: NameColumn
  value: Float64Array
  reason: NameColumn
}

/** Reads the requests of a run, finished or cut off. */
export async function readRequests(folder: RunFolder): Promise<RequestTable> {
  const wanted = requestColumns.filter(({ name }) => name !== 'sent_bytes' && name !== 'received_bytes')
  const table = await read(folder.requests, wanted)
  return {
    ...frame(table),
    id: number(table, 'id'),
    phase: text(table, 'phase'),
    request: text(table, 'request'),
    replica: text(table, 'replica'),
    outcome: text(table, 'outcome'),
    warmup: number(table, 'warmup'),
    intendedMs: number(table, 'intended_ms'),
    sentMs: number(table, 'sent_ms'),
    firstByteMs: number(table, 'first_byte_ms'),
    endMs: number(table, 'end_ms'),
    status: number(table, 'status'),
    decodeMs: number(table, 'decode_ms'),
    queueMs: number(table, 'queue_ms'),
    inferMs: number(table, 'infer_ms'),
    encodeMs: number(table, 'encode_ms'),
  }
}

/** Reads when requests were due from a `requests.parquet`, in milliseconds from the origin. */
export async function readIntendedMs(path: string): Promise<Float64Array> {
  return number(
    await read(
      path,
      requestColumns.filter(({ name }) => name === 'intended_ms'),
    ),
    'intended_ms',
  )
}

/** Reads the samples of a run, finished or cut off. */
export async function readSamples(folder: RunFolder): Promise<SampleTable> {
  const table = await read(folder.samples, sampleColumns)
  return {
    ...frame(table),
    timeMs: number(table, 'time_ms'),
    signal: text(table, 'signal'),
    entity: text(table, 'entity'),
    value: number(table, 'value'),
    reason: text(table, 'reason'),
  }
}

async function read(path: string, columns: readonly Column[]): Promise<ReadTable> {
  const table = await readParquetFile(path, columns)
  const version = Number(table.metadata['kubedyno.version'])
  if (version > datasetVersion) {
    throw new DynoError('KD_DATASET_VERSION', `${path} is of version ${version}, this kubedyno reads up to ${datasetVersion}`, {
      hint: 'update kubedyno',
    })
  }
  return table
}

function frame({ count, closed, lostRows, metadata }: ReadTable): Table {
  return { count, closed, lostRows, origin: { wallMs: Number(metadata['kubedyno.origin_wall_ms']) } }
}

function number({ numbers }: ReadTable, name: string): Float64Array {
  return numbers.get(name) ?? new Float64Array()
}

function text({ names }: ReadTable, name: string): NameColumn {
  return names.get(name) ?? { codes: new Uint16Array(), names: [] }
}
