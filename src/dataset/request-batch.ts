/** How a request ended, by the code that stands in a batch, and what that means. */
export const outcomeMeanings = {
  ok: 'an answer of the 2xx class with a body that could be read',
  http_error: 'an answer of another class',
  bad_answer: 'an answer that is no HTTP, was cut short, or has a body that is no inference',
  timeout: 'no whole answer within the time-out, counted from the intended instant',
  refused: 'nobody took the connection',
  tls_error: 'the connection was taken, but TLS did not come about: no TLS there, or not by the expected, valid certificate',
  reset: 'the connection was lost before the answer was whole',
  no_replica: 'no replica was there until the time-out',
  cancelled: 'the load was stopped before it was sent',
} as const

export type Outcome = keyof typeof outcomeMeanings

/** The names of the codes. */
export const outcomes = Object.keys(outcomeMeanings) as Outcome[]

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
