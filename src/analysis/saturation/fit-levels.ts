import { fitQueue, type QueueData, type QueueFit } from './fit-queue.ts'
import type { Goodness } from './goodness.ts'
import { believedError, type LoadLevel, relativeError } from './level.ts'
import { kneeTimes } from './outcome.ts'
import { errorOfMeanWait, meanWait, rateAtLatency, variabilityOf } from './queue-law.ts'
import { redrawn } from './redraw.ts'

/** A queue fitted to those levels that lasted long enough to show their mean. */
export interface FittedLevels extends QueueFit {
  settled: LoadLevel[]
  data: QueueData
  /** Standard error of the variability. */
  variabilityError: number
  predictedSeconds: number[]
  goodness: Goodness
  degreesOfFreedom: number
}

/** Arrivals in which a queue forgets where it began are about four times the square of its length; ten times that to average over. */
const arrivalsToSettle = 40

/** Whether a level had enough arrivals for a queue with so many waiting to show its mean. */
export function isSettled({ latencyMs }: LoadLevel, waiting: number): boolean {
  return waiting < 0.25 || latencyMs.n >= arrivalsToSettle * (1 + waiting) ** 2
}

/**
 * Fits a queue to levels that kept up and to the first one that fell short. Which levels have settled, and how large their errors are, follows
 * from the fit itself: judged by what was measured, levels that were fast by luck would stay and count for more.
 */
export function fitLevels(kept: readonly LoadLevel[], short: LoadLevel | null): FittedLevels | null {
  const [lowest] = kept
  const unloadedMs = lowest?.latencyMs.value
  if (!lowest || !unloadedMs) return null
  const serviceVariation = lowest.serviceVariation ?? 1
  const variability = variabilityOf(lowest.arrivalVariation ?? 1, serviceVariation)
  const variabilityError = (serviceVariation * Math.sqrt((2 + 4 * serviceVariation) / lowest.latencyMs.n)) / 2
  const ceiling = short && ceilingOf(short)
  let waitOf = ({ latencyMs }: LoadLevel) => ((latencyMs.value as number) - unloadedMs) / 1000
  let expected = ({ latencyMs }: LoadLevel) => (latencyMs.value as number) / 1000
  let errorByLaw = (_: LoadLevel) => 0
  for (let pass = 1; ; pass++) {
    const settled = kept.filter((level) => isSettled(level, level.load * waitOf(level)))
    const latencies = settled.map((level) => ({
      rate: level.load,
      seconds: (level.latencyMs.value as number) / 1000,
      error: Math.max(errorByLaw(level), expected(level) * believedError(level.latencyMs)),
    }))
    const data = { variability, latencies, ceiling }
    const best = settled.length < 3 ? null : fitQueue(data)
    if (!best) return null
    waitOf = ({ load }) => meanWait(load, best.capacity, best.servers, variability)
    expected = (level) => best.unloadedSeconds + waitOf(level)
    errorByLaw = ({ load, latencyMs }) => errorOfMeanWait(load, best, variability, latencyMs.n)
    if (pass === 3) return { ...best, settled, data, variabilityError, ...goodnessOf(best, data) }
  }
}

function goodnessOf(best: QueueFit, { latencies, ceiling, variability }: QueueData) {
  const predictedSeconds = latencies.map(({ rate }) => best.unloadedSeconds + meanWait(rate, best.capacity, best.servers, variability))
  const degreesOfFreedom = latencies.length + (ceiling ? 1 : 0) - 3
  const off = latencies.map(({ seconds }, place) => Math.abs(seconds - (predictedSeconds[place] as number)) / seconds)
  if (ceiling) off.push(Math.abs(ceiling.perSecond - best.capacity) / ceiling.perSecond)
  return { predictedSeconds, degreesOfFreedom, goodness: { misfit: best.misfit / Math.max(1, degreesOfFreedom), worst: Math.max(...off) } }
}

/** Intervals of the rate at which latency is twice the unloaded one, of the capacity and of the unloaded latency in milliseconds. */
export function intervalsOf(fit: FittedLevels) {
  const { data, predictedSeconds, capacity } = fit
  const widened = Math.sqrt(Math.max(1, fit.goodness.misfit))
  return redrawn(
    (normal) => {
      const variability = Math.max(0.01 * data.variability, data.variability + fit.variabilityError * normal())
      const again = fitQueue({
        variability,
        latencies: data.latencies.map((level, place) => ({
          ...level,
          seconds: (predictedSeconds[place] as number) + widened * level.error * normal(),
        })),
        ceiling: data.ceiling && { ...data.ceiling, perSecond: capacity + widened * data.ceiling.error * normal() },
      })
      return (
        again && { knee: rateAtLatency(again, variability, kneeTimes), capacity: again.capacity, unloaded: 1000 * again.unloadedSeconds }
      )
    },
    ['knee', 'capacity', 'unloaded'],
  )
}

/** What a queue that starts empty and ends full lacks of its capacity. */
const ceilingError = 0.01

function ceilingOf({ throughput }: LoadLevel): NonNullable<QueueData['ceiling']> {
  const perSecond = throughput.value as number
  return { perSecond, error: perSecond * Math.hypot(ceilingError, relativeError(throughput) ?? 1) }
}
