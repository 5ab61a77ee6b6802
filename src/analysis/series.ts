import { quantileOfSorted } from '../base/quantile.ts'
import type { MeasureName, Track } from './measures.ts'
import type { Mark } from './replicas.ts'
import type { OrderedRequests } from './requests/ordered-requests.ts'
import type { PhaseWindow } from './requests/phase-windows.ts'

/** What charts are drawn from: small, whatever the length of the run. Times in milliseconds on the run's axis. */
export interface RunSeries {
  untilMs: number
  phases: Pick<PhaseWindow, 'name' | 'warmup' | 'fromMs' | 'untilMs'>[]
  marks: Mark[]
  binMs: number
  bins: RequestBin[]
  /** Every good answer of a short run; empty when there are too many to draw. */
  answers: { intendedMs: number; latencyMs: number }[]
  /** Latencies of the counted phases, sorted, thinned to at most 200 with their ranks. */
  ecdf: { latencyMs: number; share: number }[]
  readyReplicas: { atMs: number; ready: number }[]
  tracks: { entity: string; measure: MeasureName; points: TrackPoint[] }[]
}

/** Requests by the time at which they were intended (asked, latency), sent, or ended (done, failed). */
export interface RequestBin {
  fromMs: number
  asked: number
  sent: number
  done: number
  failed: number
  /** Good answers behind the latencies. */
  n: number
  latencyP50Ms: number | null
  latencyP95Ms: number | null
}

export interface TrackPoint {
  fromMs: number
  untilMs: number
  value: number
}

/** Least number of answers in a bin for its p50 and its p95. */
export const fewestForBin = { p50: 3, p95: 20 } as const

const mostBins = 120
const mostAnswers = 2500
const mostPoints = 240

/** Width of time bins: at most 120 of them, and where that leaves a dozen, wide enough for a p95 in each. */
export function binWidthMs(untilMs: number, answers: number): number {
  const steps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600].map((seconds) => seconds * 1000)
  const roomy = steps.filter((step) => untilMs / step <= mostBins)
  const telling = roomy.find((step) => (answers * step) / untilMs >= fewestForBin.p95 * 1.5 || untilMs / step <= 24)
  return telling ?? Math.ceil(untilMs / mostBins / 3_600_000) * 3_600_000
}

/** Sorts requests into time bins from 0 to `untilMs`. */
export function requestBins({ columns, ok, cancelled }: OrderedRequests, untilMs: number, binMs: number): RequestBin[] {
  const count = Math.max(1, Math.ceil(untilMs / binMs))
  const binOf = (timeMs: number) => Math.min(count - 1, Math.floor(timeMs / binMs))
  const asked = new Float64Array(count)
  const sent = new Float64Array(count)
  const done = new Float64Array(count)
  const failed = new Float64Array(count)
  const answered = new Uint32Array(count)
  const bump = (cells: Float64Array | Uint32Array, timeMs: number) => {
    if (timeMs >= 0) cells[binOf(timeMs)] = (cells[binOf(timeMs)] as number) + 1
  }
  for (let row = 0; row < columns.count; row++) {
    const outcome = columns.outcome[row]
    const intendedMs = columns.intendedMs[row] as number
    const endMs = columns.endMs[row] as number
    bump(asked, intendedMs)
    bump(sent, columns.sentMs[row] as number)
    if (outcome === ok) {
      bump(done, endMs)
      bump(answered, intendedMs)
    } else if (outcome !== cancelled) bump(failed, Number.isNaN(endMs) ? intendedMs : endMs)
  }
  const latencies = Array.from(answered, (n) => new Float64Array(n))
  const filled = new Uint32Array(count)
  for (let row = 0; row < columns.count; row++) {
    const intendedMs = columns.intendedMs[row] as number
    if (columns.outcome[row] !== ok || intendedMs < 0) continue
    const bin = binOf(intendedMs)
    ;(latencies[bin] as Float64Array)[filled[bin] as number] = (columns.endMs[row] as number) - intendedMs
    filled[bin] = (filled[bin] as number) + 1
  }
  return latencies.map((values, bin) => {
    values.sort()
    return {
      fromMs: bin * binMs,
      asked: asked[bin] as number,
      sent: sent[bin] as number,
      done: done[bin] as number,
      failed: failed[bin] as number,
      n: values.length,
      latencyP50Ms: values.length >= fewestForBin.p50 ? quantileOfSorted(values, 0.5) : null,
      latencyP95Ms: values.length >= fewestForBin.p95 ? quantileOfSorted(values, 0.95) : null,
    }
  })
}

/** Every good answer in the order of intention, or none when there are more than can be told apart in a chart. */
export function singleAnswers({ columns, rowsOfPhase, ok }: OrderedRequests): RunSeries['answers'] {
  const total = rowsOfPhase.reduce((sum, rows) => sum + rows.length, 0)
  if (total > mostAnswers) return []
  return rowsOfPhase.flatMap((rows) =>
    [...rows]
      .filter((row) => columns.outcome[row] === ok)
      .map((row) => ({
        intendedMs: columns.intendedMs[row] as number,
        latencyMs: (columns.endMs[row] as number) - (columns.intendedMs[row] as number),
      })),
  )
}

/** The share of values at or below each of at most 200 of them, closer together towards the tail. */
export function ecdfOf(sorted: Float64Array): RunSeries['ecdf'] {
  const n = sorted.length
  if (n === 0) return []
  const ranks = new Set<number>([0, n - 1])
  for (let step = 0; step <= 100; step++) ranks.add(Math.round((step / 100) * (n - 1)))
  for (let step = 0; step <= 90; step++) ranks.add(Math.round((1 - 10 ** (-1 - step / 30)) * (n - 1)))
  return [...ranks].sort((a, b) => a - b).map((rank) => ({ latencyMs: sorted[rank] as number, share: (rank + 1) / n }))
}

/** Cuts a track to the axis and joins neighbours, by their mean, until few enough are left to draw. */
export function thinned(track: Track, untilMs: number): TrackPoint[] {
  const points: TrackPoint[] = []
  for (let i = 0; i < track.value.length; i++) {
    const point = { fromMs: track.fromMs[i] as number, untilMs: track.untilMs[i] as number, value: track.value[i] as number }
    if (point.fromMs >= 0 && point.untilMs <= untilMs) points.push(point)
  }
  const group = Math.ceil(points.length / mostPoints)
  if (group <= 1) return points
  return Array.from({ length: Math.ceil(points.length / group) }, (_, index) => joined(points.slice(index * group, (index + 1) * group)))
}

function joined(points: readonly TrackPoint[]): TrackPoint {
  let weight = 0
  let total = 0
  for (const { fromMs, untilMs, value } of points) {
    const own = untilMs > fromMs ? untilMs - fromMs : 1
    weight += own
    total += own * value
  }
  return { fromMs: points[0]?.fromMs ?? 0, untilMs: points.at(-1)?.untilMs ?? 0, value: total / weight }
}
