/** How a request ended, by the code that stands in a batch. `ok` is an answer of the 2xx class with a body that could be read. */
export const outcomes = ['ok', 'http_error', 'bad_answer', 'timeout', 'refused', 'reset', 'no_replica', 'cancelled'] as const

export type Outcome = (typeof outcomes)[number]

/** The `replica` code of a request that no replica ever got. */
export const noReplica = 0xffff

/**
 * Requests as columns, in the order in which they ended. Times are milliseconds since the run's origin; NaN means that it never
 * happened or was not told. `phase`, `request` and `replica` are places in the lists of names that the writer was given; a request whose place
 * is past the last name has none.
 */
export interface RequestBatch {
  count: number
  /** Place in the schedule, from 0. */
  id: Uint32Array
  phase: Uint16Array
  request: Uint16Array
  replica: Uint16Array
  intendedMs: Float64Array
  sentMs: Float64Array
  firstByteMs: Float64Array
  endMs: Float64Array
  /** HTTP status, 0 where no answer came. */
  status: Uint16Array
  outcome: Uint8Array
  /** Bytes of the bodies, without heads; 0 where nothing was sent or came. */
  sentBytes: Uint32Array
  receivedBytes: Uint32Array
  /** Stages as the server told them, durations in milliseconds. */
  decodeMs: Float64Array
  queueMs: Float64Array
  inferMs: Float64Array
  encodeMs: Float64Array
}
