import { noReplica, outcomes, type RequestBatch } from '../../dataset/index.ts'
import type { DueRequest } from './due-request.ts'

/** Rows of ended requests on their way to the run folder. */
export interface RowBuffer {
  /** Returns true when the buffer is full and must be taken. */
  add(request: DueRequest): boolean
  /** Hands the rows over, in arrays of exactly their number, and begins anew; null when there are none. */
  take(): RequestBatch | null
}

/** Makes a buffer for a number of rows. */
export function rowBuffer(capacity: number): RowBuffer {
  const rows: RequestBatch = {
    count: 0,
    id: new Uint32Array(capacity),
    phase: new Uint16Array(capacity),
    request: new Uint16Array(capacity),
    replica: new Uint16Array(capacity),
    intendedMs: new Float64Array(capacity),
    sentMs: new Float64Array(capacity),
    firstByteMs: new Float64Array(capacity),
    endMs: new Float64Array(capacity),
    status: new Uint16Array(capacity),
    outcome: new Uint8Array(capacity),
    sentBytes: new Uint32Array(capacity),
    receivedBytes: new Uint32Array(capacity),
    decodeMs: new Float64Array(capacity),
    queueMs: new Float64Array(capacity),
    inferMs: new Float64Array(capacity),
    encodeMs: new Float64Array(capacity),
  }
  return {
    add(request) {
      const row = rows.count++
      rows.id[row] = request.id
      rows.phase[row] = request.phase
      rows.request[row] = request.body.request
      rows.replica[row] = Number.isNaN(request.sentMs) ? noReplica : (request.replica?.code ?? noReplica)
      rows.intendedMs[row] = request.intendedMs
      rows.sentMs[row] = request.sentMs
      rows.firstByteMs[row] = request.firstByteMs
      rows.endMs[row] = request.endMs
      rows.status[row] = request.status
      rows.outcome[row] = outcomes.indexOf(request.outcome ?? 'cancelled')
      rows.sentBytes[row] = request.sentBytes
      rows.receivedBytes[row] = request.receivedBytes
      rows.decodeMs[row] = request.stages.decode
      rows.queueMs[row] = request.stages.queue
      rows.inferMs[row] = request.stages.infer
      rows.encodeMs[row] = request.stages.encode
      return rows.count === capacity
    },
    take() {
      const { count, ...columns } = rows
      if (count === 0) return null
      rows.count = 0
      const cut = Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, column.slice(0, count)]))
      return { count, ...(cut as unknown as typeof columns) }
    },
  }
}

/** The memory of a batch, to be handed to another thread without a copy. */
export function buffersOf({ count: _, ...columns }: RequestBatch): ArrayBuffer[] {
  return Object.values(columns).map((column) => column.buffer as ArrayBuffer)
}
