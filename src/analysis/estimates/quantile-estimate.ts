import { quantileOfSorted } from '../../base/quantile.ts'
import { combined, type Spread, spreadOverCycles, spreadOverWindows, wider } from './dependence.ts'
import { type Estimate, unknown } from './estimate.ts'
import { wilsonInterval } from './proportion.ts'
import { countUpTo, mergeSorted, sortedCopy } from './sorted.ts'

/** Observations of one kind: per stretch (a phase), and sorted over all. */
export interface Observations {
  stretches: readonly Stretch[]
  sorted: Float64Array
}

/** Observations under like conditions, in time order and sorted. */
export interface Stretch {
  inOrder: Float64Array
  sorted: Float64Array
  /** By what factor the variance of the share above the median exceeds that of independent observations, and how sure that is. */
  median: Spread
}

/** How much faster dependence grows towards the tail of a queue's waiting times than at their median; found on simulated queues. */
const tailFactor = 2

/** Prepares observations of one stretch that stand in time order. */
export function stretchOf(inOrder: Float64Array): Stretch {
  const sorted = sortedCopy(inOrder)
  if (sorted.length === 0) return { inOrder, sorted, median: { variance: 1, t: 1.96 } }
  const median = quantileOfSorted(sorted, 0.5) as number
  const { variance, t } = spreadAbove(inOrder, median, quantileOfSorted(sorted, 0.25) as number)
  return { inOrder, sorted, median: { variance: Math.max(1, (4 * variance) / inOrder.length), t } }
}

/** Takes stretches together. */
export function observationsOf(stretches: readonly Stretch[]): Observations {
  const filled = stretches.filter(({ inOrder }) => inOrder.length > 0)
  return { stretches: filled, sorted: mergeSorted(filled.map(({ sorted }) => sorted)) }
}

/**
 * The quantile `p` in (0, 1) with a rank interval that allows for the dependence of requests in a queue. Null where even independent
 * observations would be too few; without an upper end where these are worth too few, with the number that would do.
 */
export function quantileEstimate(observations: Observations, p: number): Estimate {
  const { sorted } = observations
  const n = sorted.length
  if (n === 0) return unknown(0, 'no observations')
  const needed = Math.log(0.025) / Math.log(Math.max(p, 1 - p))
  if (n < needed) return unknown(n, `needs n ≥ ${Math.ceil(needed)}, here ${n}`)

  const { factor, t } = dependenceAt(observations, p)
  const effectiveN = n / factor
  const interval = wilsonInterval(p, effectiveN, t)
  const low = quantileOfSorted(sorted, interval.low)
  if (effectiveN < needed || interval.high * (n - 1) > n - 1.5) {
    const roughly = roundUp(Math.max(needed * factor, n * 1.2))
    const reason = `needs n ≥ about ${roughly}, as ${n} are worth ${Math.floor(effectiveN)} independent ones`
    return { value: quantileOfSorted(sorted, p), low, high: null, n, effectiveN, reason }
  }
  return { value: quantileOfSorted(sorted, p), low, high: quantileOfSorted(sorted, interval.high), n, effectiveN, reason: null }
}

/** By what factor the variance exceeds that of independent observations, at the quantile itself and never less than the medians suggest. */
function dependenceAt({ stretches, sorted }: Observations, p: number): { factor: number; t: number } {
  const threshold = quantileOfSorted(sorted, p) as number
  const { variance, t } = combined(
    stretches.map((stretch): Spread => {
      const n = stretch.inOrder.length
      const above = n - countUpTo(stretch.sorted, threshold)
      const own = spreadAbove(stretch.inOrder, threshold, quantileOfSorted(stretch.sorted, p > 0.5 ? 0.5 : 0.25) as number)
      const tail = p === 0.5 ? 1 : tailFactor
      const expected = (1 + tail * (stretch.median.variance - 1)) * above * (1 - above / n)
      return expected > own.variance ? { variance: expected, t: Math.min(own.t, stretch.median.t) } : own
    }),
  )
  return { factor: Math.max(1, variance / (sorted.length * p * (1 - p))), t }
}

function spreadAbove(inOrder: Float64Array, threshold: number, base: number): Spread {
  const above = new Uint8Array(inOrder.length)
  for (let i = 0; i < above.length; i++) above[i] = (inOrder[i] as number) > threshold ? 1 : 0
  return wider(spreadOverCycles(inOrder, threshold, base), spreadOverWindows(above))
}

function roundUp(count: number): number {
  const step = 10 ** Math.max(0, Math.floor(Math.log10(count)) - 1)
  return Math.ceil(count / step) * step
}
