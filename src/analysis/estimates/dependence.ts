import { student95 } from './student.ts'

/** The variance of a sum over dependent observations, and the factor that turns its root into half a 95 % interval. */
export interface Spread {
  variance: number
  t: number
}

/** Few enough for long windows, enough for a steady estimate. */
export const windowCount = 16

/** The larger of two spreads by the width of the interval they lead to. */
export function wider(a: Spread, b: Spread): Spread {
  return a.t ** 2 * a.variance >= b.t ** 2 * b.variance ? a : b
}

/** Adds spreads of independent parts; the part that contributes most decides the factor. */
export function combined(parts: readonly Spread[]): Spread {
  let variance = 0
  let largest: Spread = { variance: -1, t: 1.96 }
  for (const part of parts) {
    variance += part.variance
    if (part.variance > largest.variance) largest = part
  }
  return { variance, t: largest.t }
}

/** Spread of the sum of `values`, in time order, from how much the sums over at most 16 successive windows differ. */
export function spreadOverWindows(values: ArrayLike<number>, windows = Math.min(windowCount, Math.floor(values.length / 2))): Spread {
  const n = values.length
  if (windows < 2) return { variance: 0, t: student95(1) }
  let total = 0
  for (let i = 0; i < n; i++) total += values[i] as number
  const mean = total / n
  let squares = 0
  for (let window = 0; window < windows; window++) {
    const from = Math.floor((window * n) / windows)
    const until = Math.floor(((window + 1) * n) / windows)
    let deviation = 0
    for (let i = from; i < until; i++) deviation += (values[i] as number) - mean
    squares += deviation ** 2
  }
  return { variance: (squares * windows) / (windows - 1), t: student95(windows - 1) }
}

/**
 * Spread of the number of `values`, in time order, above `threshold`, from how much it differs between busy cycles. A cycle ends where the
 * values fall back to `base`, which a queue does when it has worked off its backlog; what comes after knows nothing of what was before.
 */
export function spreadOverCycles(values: ArrayLike<number>, threshold: number, base: number): Spread {
  const n = values.length
  let exceeding = 0
  for (let i = 0; i < n; i++) if ((values[i] as number) > threshold) exceeding++
  const share = exceeding / n
  let cycles = 0
  let exceedingCycles = 0
  let squares = 0
  let length = 0
  let count = 0
  for (let i = 0; i < n; i++) {
    const value = values[i] as number
    length++
    if (value > threshold) count++
    const next = i + 1 < n ? (values[i + 1] as number) : Number.NEGATIVE_INFINITY
    if (i + 1 === n || (value > base && next <= base)) {
      squares += (count - share * length) ** 2
      cycles++
      if (count > 0) exceedingCycles++
      length = 0
      count = 0
    }
  }
  return cycles < 2
    ? { variance: 0, t: student95(1) }
    : { variance: (squares * cycles) / (cycles - 1), t: student95(Math.min(cycles, exceedingCycles) - 1) }
}
