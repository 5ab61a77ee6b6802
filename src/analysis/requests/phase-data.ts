import { type Stretch, stretchOf } from '../estimates/quantile-estimate.ts'
import { sortedCopy } from '../estimates/sorted.ts'
import type { OrderedRequests } from './ordered-requests.ts'

/** The requests of one phase as facts need them: in time order where it matters, sorted where it does not; durations in milliseconds. */
export interface PhaseData {
  asked: number
  sent: number
  /** By the codes of the outcomes. */
  perOutcome: Float64Array
  /** One for each request that was not cancelled: 1 where it failed. */
  failures: Uint8Array
  /** Of good answers, like the stages. */
  latency: Stretch
  service: Stretch
  sendLags: Float64Array
  decode: Float64Array
  queue: Float64Array
  infer: Float64Array
  encode: Float64Array
}

/** Gathers the requests of one phase from their rows. */
export function phaseData({ columns, ok, cancelled }: OrderedRequests, rows: Uint32Array): PhaseData {
  const { intendedMs, sentMs, endMs, outcome } = columns
  const perOutcome = new Float64Array(columns.outcomes.length)
  const good = new Uint32Array(rows.length)
  const failures = new Uint8Array(rows.length)
  let goodCount = 0
  let judged = 0
  for (const row of rows) {
    const code = outcome[row] as number
    perOutcome[code] = (perOutcome[code] as number) + 1
    if (code === ok) good[goodCount++] = row
    if (code !== cancelled) failures[judged++] = code === ok ? 0 : 1
  }
  const answered = good.subarray(0, goodCount)
  const sendLags = sortedCopy(differences(sentMs, intendedMs, rows))
  return {
    asked: rows.length,
    sent: sendLags.length,
    perOutcome,
    failures: failures.subarray(0, judged),
    latency: stretchOf(differences(endMs, intendedMs, answered)),
    service: stretchOf(differences(endMs, sentMs, answered)),
    sendLags,
    decode: sortedCopy(picked(columns.decodeMs, answered)),
    queue: sortedCopy(picked(columns.queueMs, answered)),
    infer: sortedCopy(picked(columns.inferMs, answered)),
    encode: sortedCopy(picked(columns.encodeMs, answered)),
  }
}

function differences(later: Float64Array, earlier: Float64Array, rows: Uint32Array): Float64Array {
  const result = new Float64Array(rows.length)
  for (let i = 0; i < rows.length; i++) result[i] = (later[rows[i] as number] as number) - (earlier[rows[i] as number] as number)
  return result
}

function picked(values: Float64Array, rows: Uint32Array): Float64Array {
  const result = new Float64Array(rows.length)
  for (let i = 0; i < rows.length; i++) result[i] = values[rows[i] as number] as number
  return result
}
