import type { Effects } from '../base/effects.ts'
import { isoAt, type Origin } from '../base/origin.ts'
import { type Column, requestColumns } from './columns.ts'
import { datasetVersion, type RunFolder } from './layout.ts'
import { type ColumnValues, openParquetFile } from './parquet-file.ts'
import { outcomes, type RequestBatch } from './request-batch.ts'

export interface DataFileMeta {
  runId: string
  origin: Origin
  phases: readonly { name: string; warmup: boolean }[]
  /** Names of the requests that phases mix; none without a mix. */
  requests?: readonly string[]
}

/** Takes requests as they end and writes them in row groups. */
export interface RequestsWriter {
  append(batch: RequestBatch, replicas: readonly string[]): void
  /** Puts what has come so far on the disk. */
  flush(): void
  close(): void
}

/** Rows of one row group: what is in memory at most, several times over while it is written. */
const groupRows = 10_000

type Times = 'intendedMs' | 'sentMs' | 'firstByteMs' | 'endMs' | 'decodeMs' | 'queueMs' | 'inferMs' | 'encodeMs'
const timeColumns: Record<Times, string> = {
  intendedMs: 'intended_ms',
  sentMs: 'sent_ms',
  firstByteMs: 'first_byte_ms',
  endMs: 'end_ms',
  decodeMs: 'decode_ms',
  queueMs: 'queue_ms',
  inferMs: 'infer_ms',
  encodeMs: 'encode_ms',
}

/** Opens `requests.parquet` for writing. */
export function openRequestsWriter(folder: RunFolder, meta: DataFileMeta, effects: Pick<Effects, 'disk'>): RequestsWriter {
  const file = openParquetFile(folder.requests, requestColumns, fileMetadata(meta, requestColumns), effects)
  const times = mapValues(timeColumns, () => new Float64Array(groupRows))
  const ids = new Int32Array(groupRows)
  const sizes = { sent: new Int32Array(groupRows), received: new Int32Array(groupRows) }
  const phase = new Array<string>(groupRows)
  const warmup = new Array<boolean>(groupRows)
  const request = new Array<string | null>(groupRows)
  const replica = new Array<string | null>(groupRows)
  const status = new Array<number | null>(groupRows)
  const outcome = new Array<string>(groupRows)
  let rows = 0

  const flush = () => {
    if (rows === 0) return
    const count = rows
    rows = 0
    const group = new Map<string, ColumnValues>([
      ['id', ids.subarray(0, count)],
      ['sent_bytes', sizes.sent.subarray(0, count)],
      ['received_bytes', sizes.received.subarray(0, count)],
      ['phase', phase.slice(0, count)],
      ['warmup', warmup.slice(0, count)],
      ['request', request.slice(0, count)],
      ['replica', replica.slice(0, count)],
      ['status', status.slice(0, count)],
      ['outcome', outcome.slice(0, count)],
    ])
    for (const [key, name] of Object.entries(timeColumns)) group.set(name, times[key as Times].subarray(0, count))
    file.writeGroup(group)
  }

  return {
    append(batch, replicas) {
      for (let from = 0; from < batch.count; ) {
        const count = Math.min(batch.count - from, groupRows - rows)
        const until = from + count
        for (const key of Object.keys(timeColumns) as Times[]) times[key].set(batch[key].subarray(from, until), rows)
        ids.set(batch.id.subarray(from, until), rows)
        sizes.sent.set(batch.sentBytes.subarray(from, until), rows)
        sizes.received.set(batch.receivedBytes.subarray(from, until), rows)
        for (let row = from, place = rows; row < until; row++, place++) {
          const inPhase = meta.phases[batch.phase[row] as number]
          phase[place] = inPhase?.name ?? ''
          warmup[place] = inPhase?.warmup ?? false
          request[place] = meta.requests?.[batch.request[row] as number] ?? null
          replica[place] = replicas[batch.replica[row] as number] ?? null
          status[place] = batch.status[row] || null
          outcome[place] = outcomes[batch.outcome[row] as number] as string
        }
        rows += count
        from = until
        if (rows === groupRows) flush()
      }
    },
    flush,
    close() {
      flush()
      file.close()
    },
  }
}

/** What the metadata of a data file says: version, run, origin, and each column's unit and meaning. */
export function fileMetadata({ runId, origin, phases }: DataFileMeta, columns: readonly Column[]): Record<string, string> {
  return {
    'kubedyno.version': String(datasetVersion),
    'kubedyno.run': runId,
    'kubedyno.origin': isoAt(origin, 0),
    'kubedyno.origin_wall_ms': String(origin.wallMs),
    'kubedyno.phases': JSON.stringify(phases.map(({ name, warmup }) => ({ name, warmup }))),
    'kubedyno.columns': JSON.stringify(columns.map(({ name, unit, meaning }) => ({ name, unit, meaning }))),
  }
}

function mapValues<K extends string, V, W>(record: Record<K, V>, change: (value: V) => W): Record<K, W> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value as V)])) as Record<K, W>
}
