import { type Outcome, outcomes } from '../../dataset/index.ts'
import { type Distribution, distributionOf, type Summary, summaryOf } from '../estimates/distribution.ts'
import type { Estimate } from '../estimates/estimate.ts'
import { rateEstimate, shareEstimate } from '../estimates/mean-estimate.ts'
import { observationsOf } from '../estimates/quantile-estimate.ts'
import type { OrderedRequests } from './ordered-requests.ts'
import type { PhaseData } from './phase-data.ts'
import type { PhaseWindow } from './phase-windows.ts'

/** What became of the requests of some phases. */
export interface RequestFacts {
  durationSeconds: number
  /** Arrivals that the rates lead one to expect; null where the load does not come from a rate alone, or a changing rate was cut off. */
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

type Stage = (typeof stages)[number]

/** Facts about the requests of some phases, whose windows stand beside their data. */
export function requestFacts(
  phases: readonly { window: PhaseWindow; data: PhaseData }[],
  { goodEndsMs, columns }: OrderedRequests,
  selfFed: boolean,
): RequestFacts {
  const windows = phases.map(({ window }) => window)
  const data = phases.map((phase) => phase.data)
  const durationSeconds = windows.reduce((sum, { fromMs, untilMs }) => sum + untilMs - fromMs, 0) / 1000
  const asked = data.reduce((sum, phase) => sum + phase.asked, 0)
  const sent = data.reduce((sum, phase) => sum + phase.sent, 0)
  const byOutcome = outcomeCounts(data, columns.outcomes)
  return {
    durationSeconds,
    expected: selfFed ? null : expectedArrivals(windows),
    asked,
    sent,
    done: byOutcome.ok,
    failed: asked - byOutcome.ok - byOutcome.cancelled,
    cancelled: byOutcome.cancelled,
    byOutcome,
    askedPerSecond: durationSeconds > 0 ? asked / durationSeconds : null,
    sentPerSecond: durationSeconds > 0 ? sent / durationSeconds : null,
    donePerSecond: rateEstimate(goodEndsMs, windows),
    errorShare: shareEstimate(data.map(({ failures }) => failures)),
    latencyMs: distributionOf(observationsOf(data.map(({ latency }) => latency))),
    serviceMs: distributionOf(observationsOf(data.map(({ service }) => service))),
    sendLagMs: summaryOf(data.map(({ sendLags }) => sendLags)),
    stagesMs: {
      decode: summaryOf(data.map(({ decode }) => decode)),
      queue: summaryOf(data.map(({ queue }) => queue)),
      infer: summaryOf(data.map(({ infer }) => infer)),
      encode: summaryOf(data.map(({ encode }) => encode)),
    },
  }
}

function expectedArrivals(windows: readonly PhaseWindow[]): number | null {
  let expected = 0
  for (const { demand, fromMs, untilMs, plannedMs } of windows) {
    if (demand.kind !== 'rate' || (demand.shape && untilMs - fromMs < plannedMs)) return null
    expected += (demand.ratePerSecond * (untilMs - fromMs)) / 1000
  }
  return expected
}

function outcomeCounts(data: readonly PhaseData[], names: readonly string[]): Record<Outcome, number> {
  const countOf = (code: number) => data.reduce((sum, { perOutcome }) => sum + (perOutcome[code] ?? 0), 0)
  return Object.fromEntries(outcomes.map((name) => [name, countOf(names.indexOf(name))])) as Record<Outcome, number>
}
