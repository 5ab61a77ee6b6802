import { seededRandom } from '../base/random.ts'
import type { Demand, Load } from '../spec/index.ts'

/** A demand whose arrivals are known before the run. */
type RateDemand = Extract<Demand, { kind: 'rate' }>

/** A stretch of the run's time axis; `untilMs` is no longer part of it. */
interface Window {
  fromMs: number
  untilMs: number
}

/** When the requests of a phase are due. A closed loop has no arrivals of its own: they follow from the answers. */
export interface PhaseSchedule extends Window {
  /** Sorted, in milliseconds since the origin. */
  arrivalsMs: Float64Array
}

/** The schedule of a whole load: phases follow each other from 0, and each has its own random stream, so that changing one leaves the others alone. */
export function scheduleOf(load: Pick<Load, 'phases'>, seed: number): PhaseSchedule[] {
  let fromMs = 0
  return load.phases.map(({ durationMs, demand }, index) => {
    const window = { fromMs, untilMs: fromMs + durationMs }
    fromMs = window.untilMs
    return { ...window, arrivalsMs: demand.kind === 'rate' ? arrivalsOf(demand, window, seed, `arrivals/${index}`) : new Float64Array(0) }
  })
}

/**
 * When requests arrive at a rate, in milliseconds since the origin, sorted, all within the window; the same arguments give the same bytes.
 * Constant: the instants `from + k / rate`, which are rate × duration in number, rounded up. Poisson: gaps from the exponential distribution.
 */
export function arrivalsOf(demand: RateDemand, window: Window, seed: number, purpose: string): Float64Array {
  const expected = (demand.ratePerSecond * (window.untilMs - window.fromMs)) / 1000
  return demand.arrivals === 'constant' ? constantArrivals(expected, window) : poissonArrivals(expected, window, seed, purpose)
}

/** Rounding errors of rate × duration must not add an arrival. */
const countTolerance = 1e-9

function constantArrivals(expected: number, { fromMs, untilMs }: Window): Float64Array {
  const arrivals = new Float64Array(Math.ceil(expected - countTolerance))
  for (let index = 0; index < arrivals.length; index++) arrivals[index] = fromMs + (index * (untilMs - fromMs)) / expected
  return arrivals
}

function poissonArrivals(expected: number, { fromMs, untilMs }: Window, seed: number, purpose: string): Float64Array {
  const random = seededRandom(seed, purpose)
  const meanGapMs = (untilMs - fromMs) / expected
  let arrivals = new Float64Array(Math.ceil(expected + 6 * Math.sqrt(expected)) + 16)
  let count = 0
  for (let atMs = fromMs; ; ) {
    atMs -= Math.log(1 - random.next()) * meanGapMs
    if (atMs >= untilMs) return arrivals.slice(0, count)
    if (count === arrivals.length) {
      const longer = new Float64Array(count * 2)
      longer.set(arrivals)
      arrivals = longer
    }
    arrivals[count++] = atMs
  }
}
