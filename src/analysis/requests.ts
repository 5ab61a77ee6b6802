import { type Outcome, outcomes } from '../dataset/index.ts'
import { type Distribution, distributionOf, type Summary, summaryOf } from './distribution.ts'
import type { Estimate } from './estimate.ts'
import { rateEstimate, shareEstimate } from './mean-estimate.ts'
import { durations, type OrderedRequests } from './ordered-requests.ts'
import type { PhaseWindow } from './phase-windows.ts'

/** What became of the requests of some phases. */
export interface RequestFacts {
  durationSeconds: number
  /** Arrivals that the rates lead one to expect; null where the load does not come from a rate alone. */
  expected: number | null
  /** Requests that became due. */
  asked: number
  sent: number
  /** Good answers. */
  done: number
  /** Neither answered well nor cancelled. */
  failed: number
  /** Called off by the driver because the run was stopped; they count neither as done nor as failed. */
  cancelled: number
  byOutcome: Record<Outcome, number>
  askedPerSecond: number | null
  sentPerSecond: number | null
  /** Good answers that came within the time of these phases, whenever they were asked for. */
  donePerSecond: Estimate
  /** Failed among done and failed. */
  errorShare: Estimate
  /** From the intended instant to the end, over good answers. */
  latencyMs: Distribution
  /** From the send to the end, over good answers. */
  serviceMs: Distribution
  /** From the intended instant to the send, over all that were sent. */
  sendLagMs: Summary
  /** Durations that the server told, over good answers. */
  stagesMs: Record<Stage, Summary>
}

export const stages = ['decode', 'queue', 'infer', 'encode'] as const

export type Stage = (typeof stages)[number]

/** Facts about the requests of the phases at the given places, taken together. */
export function requestFacts(
  requests: OrderedRequests,
  windows: readonly PhaseWindow[],
  places: readonly number[],
  selfFed: boolean,
): RequestFacts {
  const chosen = places.map((place) => windows[place] as PhaseWindow)
  const rows = places.map((place) => requests.rowsOfPhase[place] as Uint32Array)
  const durationSeconds = chosen.reduce((sum, { fromMs, untilMs }) => sum + untilMs - fromMs, 0) / 1000
  const counts = countOutcomes(requests, rows)
  return {
    durationSeconds,
    expected: selfFed ? null : expectedArrivals(chosen),
    ...counts,
    askedPerSecond: durationSeconds > 0 ? counts.asked / durationSeconds : null,
    sentPerSecond: durationSeconds > 0 ? counts.sent / durationSeconds : null,
    donePerSecond: rateEstimate(goodEnds(requests), chosen),
    errorShare: shareEstimate(rows.map((phaseRows) => failures(requests, phaseRows))),
    latencyMs: distributionOf(durations(requests, rows, 'intendedMs')),
    serviceMs: distributionOf(durations(requests, rows, 'sentMs')),
    sendLagMs: summaryOf(sendLags(requests, rows)),
    stagesMs: {
      decode: stage(requests, rows, 'decodeMs'),
      queue: stage(requests, rows, 'queueMs'),
      infer: stage(requests, rows, 'inferMs'),
      encode: stage(requests, rows, 'encodeMs'),
    },
  }
}

function expectedArrivals(windows: readonly PhaseWindow[]): number | null {
  let expected = 0
  for (const { demand, fromMs, untilMs } of windows) {
    if (demand.kind !== 'rate') return null
    expected += (demand.ratePerSecond * (untilMs - fromMs)) / 1000
  }
  return expected
}

function countOutcomes({ columns, ok, cancelled }: OrderedRequests, rows: readonly Uint32Array[]) {
  const perCode = new Float64Array(columns.outcomes.length)
  let asked = 0
  let sent = 0
  for (const phaseRows of rows) {
    asked += phaseRows.length
    for (const row of phaseRows) {
      perCode[columns.outcome[row] as number] = (perCode[columns.outcome[row] as number] as number) + 1
      if (!Number.isNaN(columns.sentMs[row] as number)) sent++
    }
  }
  const byOutcome = Object.fromEntries(outcomes.map((name) => [name, perCode[columns.outcomes.indexOf(name)] ?? 0])) as Record<
    Outcome,
    number
  >
  const done = perCode[ok] ?? 0
  const called = perCode[cancelled] ?? 0
  return { asked, sent, done, failed: asked - done - called, cancelled: called, byOutcome }
}

function goodEnds({ columns, ok }: OrderedRequests): Float64Array {
  return columns.endMs.filter((_, row) => columns.outcome[row] === ok)
}

function failures({ columns, ok, cancelled }: OrderedRequests, rows: Uint32Array): Uint8Array {
  return Uint8Array.from(
    rows.filter((row) => columns.outcome[row] !== cancelled),
    (row) => (columns.outcome[row] === ok ? 0 : 1),
  )
}

function sendLags({ columns }: OrderedRequests, rows: readonly Uint32Array[]): Float64Array {
  return gathered(rows, (row) => (columns.sentMs[row] as number) - (columns.intendedMs[row] as number))
}

function stage({ columns, ok }: OrderedRequests, rows: readonly Uint32Array[], column: `${Stage}Ms`): Summary {
  const values = columns[column]
  return summaryOf(gathered(rows, (row) => (columns.outcome[row] === ok ? (values[row] as number) : Number.NaN)))
}

function gathered(rows: readonly Uint32Array[], valueAt: (row: number) => number): Float64Array {
  const result = new Float64Array(rows.reduce((sum, phaseRows) => sum + phaseRows.length, 0))
  let at = 0
  for (const phaseRows of rows) for (const row of phaseRows) result[at++] = valueAt(row)
  return result
}
