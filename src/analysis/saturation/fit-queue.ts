import { meanWait, type QueueCurve } from './queue-law.ts'

/** What a queue is fitted to. */
export interface QueueData {
  /** Levels that kept up: rate per second, mean latency in seconds and its standard error. */
  latencies: readonly { rate: number; seconds: number; error: number }[]
  /** The answers per second of the first level that fell short, with its standard error; null when none did. */
  ceiling: { perSecond: number; error: number } | null
  variability: number
}

/** A fitted queue with the sum of its squared residuals, in standard errors. */
export interface QueueFit extends QueueCurve {
  misfit: number
}

const serverCounts = [1, 2, 3, 4, 5, 6, 8, 10, 12, 16, 20, 24, 32, 48, 64]
/** Capacity is looked for from just above the highest rate to so many times it. */
const farthest = 20
const gridSteps = 48

/**
 * Fits unloaded latency, capacity and servers by weighted least squares; null when nothing fits. There are no more servers than are busy when
 * all of the capacity is used and each request takes the whole unloaded latency.
 */
export function fitQueue(data: QueueData): QueueFit | null {
  let best: QueueFit | null = null
  for (const servers of serverCounts) {
    const fit = fitCapacity(data, servers)
    if (fit === null) continue
    if (servers > Math.max(1, fit.capacity * fit.unloadedSeconds + 0.5)) break
    if (best === null || fit.misfit < best.misfit) best = fit
  }
  return best
}

/** With the number of servers given, the unloaded latency follows from the capacity, which alone is searched. */
function fitCapacity(data: QueueData, servers: number): QueueFit | null {
  const highest = Math.max(...data.latencies.map(({ rate }) => rate))
  if (!(highest > 0)) return null
  const at = (exponent: number) => evaluate(data, highest * (1 + farthest * 10 ** exponent), servers)
  let best = 0
  let least = Number.POSITIVE_INFINITY
  const exponentOf = (step: number) => -4.5 + (4.5 * step) / gridSteps
  for (let step = 0; step <= gridSteps; step++) {
    const { misfit } = at(exponentOf(step))
    if (misfit < least) [best, least] = [step, misfit]
  }
  let [low, high] = [exponentOf(Math.max(0, best - 1)), exponentOf(Math.min(gridSteps, best + 1))]
  const golden = (Math.sqrt(5) - 1) / 2
  for (let step = 0; step < 24; step++) {
    const [left, right] = [high - golden * (high - low), low + golden * (high - low)]
    if (at(left).misfit < at(right).misfit) high = right
    else low = left
  }
  const fit = at((low + high) / 2)
  return Number.isFinite(fit.misfit) ? fit : null
}

function evaluate({ latencies, ceiling, variability }: QueueData, capacity: number, servers: number): QueueFit {
  let weights = 0
  let weighted = 0
  for (const { rate, seconds, error } of latencies) {
    weights += error ** -2
    weighted += (seconds - meanWait(rate, capacity, servers, variability)) / error ** 2
  }
  const unloadedSeconds = weighted / weights
  let misfit = ceiling === null ? 0 : ((ceiling.perSecond - capacity) / ceiling.error) ** 2
  for (const { rate, seconds, error } of latencies) {
    misfit += ((seconds - unloadedSeconds - meanWait(rate, capacity, servers, variability)) / error) ** 2
  }
  return { unloadedSeconds, capacity, servers, misfit: unloadedSeconds > 0 ? misfit : Number.POSITIVE_INFINITY }
}
