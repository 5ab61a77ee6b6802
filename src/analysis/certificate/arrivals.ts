import { sortedCopy } from '../estimates/sorted.ts'
import type { OrderedRequests } from '../requests/ordered-requests.ts'
import type { PhaseWindow } from '../requests/phase-windows.ts'

/** A stream of arrivals, as far as its shape can be told in four numbers. */
interface ArrivalFacts {
  count: number
  perSecond: number | null
  /** Coefficient of variation of the gaps: 0 when they are all alike, 1 for Poisson; null with fewer than three arrivals. */
  gapCv: number | null
  /** Variance over mean of the counts in equal windows: 0 when evenly spaced, 1 for Poisson, more for bursts; null with too few arrivals. */
  dispersion: number | null
}

/** The arrivals that were asked for in one phase beside those that were delivered. */
export interface PhaseArrivals {
  phase: string
  open: boolean
  asked: ArrivalFacts
  /** Those that were sent before the phase was over. */
  delivered: ArrivalFacts
  /** Largest distance between the distributions of gaps asked for and delivered; null where gaps are all alike by design, or too few. */
  gapDistance: number | null
  /** Above it, chance alone explains the distance in one of a hundred runs; null like the distance. */
  gapDistanceByChance: number | null
}

/** Below it, gaps are alike by design and their distribution says nothing: jitter of a microsecond would split it in halves. */
const alikeCv = 0.3
const fewestForShape = 40
/** With fewer, a lag that moves a handful of arrivals from one window to the next looks like another burstiness. */
const fewestForDispersion = 200
const windowsWanted = 100
const perWindow = { least: 5, most: 20 }

/** Compares the arrivals of one phase. A request that was called off, because the run was stopped, was not asked for. */
export function phaseArrivals(
  { columns, cancelled }: Pick<OrderedRequests, 'columns' | 'cancelled'>,
  rows: Uint32Array,
  window: PhaseWindow,
): PhaseArrivals {
  const wanted = rows.filter((row) => columns.outcome[row] !== cancelled)
  const asked = Float64Array.from(wanted, (row) => columns.intendedMs[row] as number)
  const sent = Float64Array.from(wanted, (row) => columns.sentMs[row] as number).filter((atMs) => atMs < window.untilMs)
  const delivered = sortedCopy(sent)
  const [askedGaps, deliveredGaps] = [gapsOf(asked), gapsOf(delivered)]
  const askedFacts = arrivalFacts(asked, askedGaps, window)
  const comparable = (askedFacts.gapCv ?? 0) > alikeCv && Math.min(askedGaps.length, deliveredGaps.length) >= fewestForShape
  return {
    phase: window.name,
    open: window.demand.kind !== 'clients' && window.demand.kind !== 'max',
    asked: askedFacts,
    delivered: arrivalFacts(delivered, deliveredGaps, window),
    gapDistance: comparable ? distanceOf(sortedCopy(askedGaps), sortedCopy(deliveredGaps)) : null,
    gapDistanceByChance: comparable ? 1.63 * Math.sqrt(1 / askedGaps.length + 1 / deliveredGaps.length) : null,
  }
}

function arrivalFacts(atMs: Float64Array, gaps: Float64Array, { fromMs, untilMs }: PhaseWindow): ArrivalFacts {
  return {
    count: atMs.length,
    perSecond: untilMs > fromMs ? (atMs.length / (untilMs - fromMs)) * 1000 : null,
    gapCv: gaps.length < 2 ? null : variationOf(gaps),
    dispersion: atMs.length < fewestForDispersion || untilMs <= fromMs ? null : dispersionOf(atMs, fromMs, untilMs),
  }
}

function gapsOf(atMs: Float64Array): Float64Array {
  const gaps = new Float64Array(Math.max(0, atMs.length - 1))
  for (let index = 0; index < gaps.length; index++) gaps[index] = (atMs[index + 1] as number) - (atMs[index] as number)
  return gaps
}

function variationOf(values: Float64Array): number {
  const { mean, variance } = momentsOf(values)
  return mean > 0 ? Math.sqrt(variance) / mean : 0
}

/** Variance over mean of the counts in windows of five to twenty arrivals. */
function dispersionOf(atMs: Float64Array, fromMs: number, untilMs: number): number {
  const expected = Math.min(perWindow.most, Math.max(perWindow.least, atMs.length / windowsWanted))
  const windows = Math.max(2, Math.floor(atMs.length / expected))
  const counts = new Float64Array(windows)
  for (const ms of atMs) {
    const place = Math.min(windows - 1, Math.max(0, Math.floor(((ms - fromMs) / (untilMs - fromMs)) * windows)))
    counts[place] = (counts[place] as number) + 1
  }
  const { mean, variance } = momentsOf(counts)
  return variance / mean
}

function momentsOf(values: Float64Array): { mean: number; variance: number } {
  let sum = 0
  for (const value of values) sum += value
  const mean = sum / values.length
  let squares = 0
  for (const value of values) squares += (value - mean) ** 2
  return { mean, variance: squares / Math.max(1, values.length - 1) }
}

/** The largest vertical distance between two empirical distributions (Kolmogorov and Smirnov). */
function distanceOf(a: Float64Array, b: Float64Array): number {
  let distance = 0
  let i = 0
  let j = 0
  while (i < a.length && j < b.length) {
    const value = Math.min(a[i] as number, b[j] as number)
    while (i < a.length && (a[i] as number) <= value) i++
    while (j < b.length && (b[j] as number) <= value) j++
    distance = Math.max(distance, Math.abs(i / a.length - j / b.length))
  }
  return distance
}
