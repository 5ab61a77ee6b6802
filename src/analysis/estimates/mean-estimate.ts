import { combined, spreadOverWindows, windowCount } from './dependence.ts'
import { type Estimate, unknown } from './estimate.ts'
import { wilsonInterval } from './proportion.ts'

const fewest = 20

/** The mean of observations that stand in time order within each stretch, with an interval from how much successive parts of each differ. */
export function meanEstimate(stretches: readonly ArrayLike<number>[]): Estimate {
  let n = 0
  let total = 0
  let squares = 0
  for (const values of stretches) {
    n += values.length
    for (let i = 0; i < values.length; i++) total += values[i] as number
  }
  if (n === 0) return unknown(0, 'no observations')
  const value = total / n
  for (const values of stretches) for (let i = 0; i < values.length; i++) squares += ((values[i] as number) - value) ** 2
  if (n < fewest) return { ...unknown(n, `interval needs n ≥ ${fewest}`), value }
  const independent = squares / (n * (n - 1))
  const { variance, t } = combined(stretches.filter((s) => s.length > 0).map((s) => spreadOverWindows(s)))
  const squaredError = Math.max(variance / n ** 2, independent)
  const half = t * Math.sqrt(squaredError)
  return { value, low: value - half, high: value + half, n, effectiveN: (n * independent) / squaredError || n, reason: null }
}

/** The share of ones among zeros and ones in time order, with Wilson's interval on what they are worth in independent observations. */
export function shareEstimate(stretches: readonly Uint8Array[]): Estimate {
  const n = stretches.reduce((sum, values) => sum + values.length, 0)
  if (n === 0) return unknown(0, 'no observations')
  let ones = 0
  for (const values of stretches) for (const value of values) ones += value
  const share = ones / n
  const { variance, t } = combined(stretches.filter((s) => s.length > 0).map((s) => spreadOverWindows(s)))
  const independent = n * share * (1 - share)
  const dependent = variance > independent
  const effectiveN = dependent ? (n * independent) / variance : n
  return { value: share, ...wilsonInterval(share, effectiveN, dependent ? t : 1.96), n, effectiveN, reason: null }
}

/** Events per second over stretches of time, with an interval from how much their parts differ; `timesMs` need no order. */
export function rateEstimate(timesMs: Float64Array, stretches: readonly { fromMs: number; untilMs: number }[]): Estimate {
  const durationMs = stretches.reduce((sum, { fromMs, untilMs }) => sum + untilMs - fromMs, 0)
  if (durationMs <= 0) return unknown(0, 'no counted time')
  let total = 0
  const counts = stretches.map(() => new Float64Array(windowCount))
  for (const timeMs of timesMs) {
    for (let s = 0; s < stretches.length; s++) {
      const { fromMs, untilMs } = stretches[s] as { fromMs: number; untilMs: number }
      if (timeMs < fromMs || timeMs >= untilMs) continue
      const cells = counts[s] as Float64Array
      const cell = Math.min(windowCount - 1, Math.floor(((timeMs - fromMs) / (untilMs - fromMs)) * windowCount))
      cells[cell] = (cells[cell] as number) + 1
      total++
      break
    }
  }
  const value = (total / durationMs) * 1000
  if (total < fewest) return { ...unknown(total, `interval needs n ≥ ${fewest}`), value }
  const { variance, t } = combined(counts.map((cells) => spreadOverWindows(cells, windowCount)))
  const half = (t * Math.sqrt(variance) * 1000) / durationMs
  return { value, low: Math.max(0, value - half), high: value + half, n: total, effectiveN: null, reason: null }
}
