import { quantileOfSorted } from '../../base/quantile.ts'
import type { Estimate } from './estimate.ts'
import { meanEstimate } from './mean-estimate.ts'
import { type Observations, quantileEstimate } from './quantile-estimate.ts'
import { mergeSorted } from './sorted.ts'

/** How durations are distributed, in milliseconds. */
export interface Distribution {
  n: number
  mean: Estimate
  p50: Estimate
  p90: Estimate
  p95: Estimate
  p99: Estimate
  max: number | null
}

/** Quantiles without intervals, in milliseconds: for what describes the measurement rather than its result. */
export interface Summary {
  n: number
  p50: number | null
  p95: number | null
  p99: number | null
  max: number | null
}

/** The distribution of durations with an interval for each of its figures. */
export function distributionOf(observations: Observations): Distribution {
  return {
    n: observations.sorted.length,
    mean: meanEstimate(observations.stretches.map(({ inOrder }) => inOrder)),
    p50: quantileEstimate(observations, 0.5),
    p90: quantileEstimate(observations, 0.9),
    p95: quantileEstimate(observations, 0.95),
    p99: quantileEstimate(observations, 0.99),
    max: observations.sorted.at(-1) ?? null,
  }
}

/** Sums up durations, each part of which is sorted. */
export function summaryOf(sortedParts: readonly Float64Array[]): Summary {
  const sorted = mergeSorted(sortedParts)
  return {
    n: sorted.length,
    p50: quantileOfSorted(sorted, 0.5),
    p95: quantileOfSorted(sorted, 0.95),
    p99: quantileOfSorted(sorted, 0.99),
    max: sorted.at(-1) ?? null,
  }
}
