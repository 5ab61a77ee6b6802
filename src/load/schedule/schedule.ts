import { seededRandom } from '../../base/random.ts'
import type { Demand, Load } from '../../spec/index.ts'
import { arrivalProcess } from './arrival-process.ts'
import { growingList } from './growing-list.ts'
import { operationalTime, type RateDemand } from './operational-time.ts'
import type { Recordings } from './recordings.ts'
import { replayed } from './replay.ts'
import type { Window } from './window.ts'

/** When the requests of a phase are due. A closed loop has no arrivals of its own: they follow from the answers. */
export interface PhaseSchedule extends Window {
  /** Sorted, in milliseconds since the origin. */
  arrivalsMs: Float64Array
}

/**
 * The schedule of a whole load, compiled before the run: phases follow each other from 0, and each has its own random stream, so that
 * changing one leaves the others alone. `recordings` holds the files that phases replay.
 */
export function scheduleOf(load: Pick<Load, 'phases'>, seed: number, recordings: Recordings = new Map()): PhaseSchedule[] {
  let fromMs = 0
  return load.phases.map(({ durationMs, demand }, index) => {
    const window = { fromMs, untilMs: fromMs + durationMs }
    fromMs = window.untilMs
    return { ...window, arrivalsMs: phaseArrivals(demand, window, seed, `arrivals/${index}`, recordings) }
  })
}

function phaseArrivals(demand: Demand, window: Window, seed: number, purpose: string, recordings: Recordings): Float64Array {
  if (demand.kind === 'rate') return arrivalsOf(demand, window, seed, purpose)
  if (demand.kind !== 'replay') return new Float64Array(0)
  const recorded = recordings.get(demand.replay.file)
  if (!recorded) throw new Error(`recording ${demand.replay.file} was not read`)
  return replayed(recorded, demand.replay, window, seededRandom(seed, purpose))
}

/** Rounding errors of rate × duration must not add an arrival. */
const countTolerance = 1e-9

/**
 * When requests arrive at a rate, in milliseconds since the origin, sorted, all within the window; the same arguments give the same bytes.
 * The process runs in operational time, where its rate is 1, and each arrival moves to the instant at which so many are expected.
 */
export function arrivalsOf(demand: RateDemand, { fromMs, untilMs }: Window, seed: number, purpose: string): Float64Array {
  const time = operationalTime(demand, untilMs - fromMs)
  const next = arrivalProcess(demand, time, seededRandom(seed, purpose))
  const arrivals = growingList(time.total + 6 * Math.sqrt(time.total))
  let lastMs = fromMs
  for (let at = next(0); at < time.total - countTolerance; at = next(at)) {
    lastMs = Math.max(lastMs, fromMs + time.instantOf(at))
    if (lastMs >= untilMs) break
    arrivals.push(lastMs)
  }
  return arrivals.values()
}
