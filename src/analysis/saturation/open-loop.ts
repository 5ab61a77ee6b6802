import { unknown } from '../estimates/estimate.ts'
import { fitLevels, intervalsOf, isSettled } from './fit-levels.ts'
import { isBad } from './goodness.ts'
import type { LoadLevel } from './level.ts'
import {
  farthestTimes,
  isVague,
  kneeTimes,
  loadText,
  type Refusal,
  refused,
  type SaturationOutcome,
  type ScalabilityFacts,
} from './outcome.ts'
import { rateAtLatency } from './queue-law.ts'
import { fitted } from './redraw.ts'
import { scalabilityOf } from './scalability.ts'

/** From here on a latency has risen. */
const risenTimes = 1.25
/** The two laws agree when their capacities differ by no more than this part. */
const agreement = 0.15

/** Fits an M/G/k queue to levels of an open loop, sorted by rate, each with intervals. */
export function openLoopSaturation(levels: readonly LoadLevel[]): SaturationOutcome {
  const short = levels.find(({ state }) => state === 'fell-short') ?? null
  const kept = levels.filter(({ state, load }) => state === 'kept-up' && load < (short?.load ?? Number.POSITIVE_INFINITY))
  const [lowest] = kept
  const highest = kept.at(-1)
  if (!lowest || !highest) {
    return refused('no-knee', `Even the lowest load, ${loadText(levels[0]?.load ?? 0, 'rate')}, was more than the service could answer.`)
  }
  const unloadedMs = lowest.latencyMs.value as number
  const refusal = withoutRise(kept, short, unloadedMs)
  if (refusal) return refusal
  const fit = fitLevels(kept, short)
  if (!fit) {
    const below = loadText(short?.load ?? highest.load, 'rate')
    return refused(
      'few-levels',
      `Fewer than three levels lasted long enough for their queue to settle: try more loads below ${below}, for longer.`,
    )
  }
  if (isBad(fit.goodness, fit.degreesOfFreedom)) {
    const off = Math.round(100 * fit.goodness.worst)
    return refused('bad-fit', `Latency does not rise as that of a queue does: the best fit is off by ${off} %, which is more than noise.`)
  }
  const intervals = intervalsOf(fit)
  if (!intervals) return refused('vague', 'The intervals of the latencies are too wide to fit a queue to.')
  const n = fit.settled.reduce((sum, { latencyMs }) => sum + latencyMs.n, 0)
  const { variability } = fit.data
  const knee = fitted(rateAtLatency(fit, variability, kneeTimes), intervals.knee, n)
  if (isVague(knee)) {
    const range = `${loadText(intervals.knee.low, 'rate')} to ${loadText(intervals.knee.high, 'rate')}`
    return refused('vague', `The knee could be anywhere from ${range}: let levels last longer, or try more of them there.`)
  }
  if (!short && (knee.value as number) > farthestTimes * highest.load) {
    const upTo = loadText(highest.load, 'rate')
    return refused('no-knee', `No knee up to ${upTo}: latency has begun to rise, but had not doubled. Try higher loads.`)
  }
  const capacity = fitted(fit.capacity, intervals.capacity, n)
  const onlyLow = { ...unknown(n, 'needs a load that the service cannot keep up with'), value: fit.capacity, low: intervals.capacity.low }
  return {
    kind: 'found',
    unit: 'rate',
    knee,
    capacity: isVague(capacity) ? onlyLow : capacity,
    unloadedMs: fitted(1000 * fit.unloadedSeconds, intervals.unloaded, n),
    queue: { servers: fit.servers, variability, ...fit.goodness },
    scalability: agreeing(scalabilityOf(fit.settled), fit.capacity),
  }
}

/** In an open loop the law is a second opinion on the same data; where it is far from the capacity, it is the one that does not fit. */
function agreeing(law: ScalabilityFacts | null, capacity: number): ScalabilityFacts | null {
  return law?.highest.value && Math.abs(law.highest.value / capacity - 1) <= agreement ? law : null
}

/** Why there is no rise of latency to fit a queue to; null when there is one. */
function withoutRise(kept: readonly LoadLevel[], short: LoadLevel | null, unloadedMs: number): Refusal | null {
  const risen = kept.filter(({ latencyMs }) => (latencyMs.low as number) > risenTimes * unloadedMs)
  const [first] = risen
  if (risen.some((level) => isSettled(level, (level.load * ((level.latencyMs.value as number) - unloadedMs)) / 1000))) return null
  if (first) {
    const at = loadText(first.load, 'rate')
    return refused('unsettled', `Where latency rose, at ${at}, it was still rising when the level ended: let each level last longer.`)
  }
  const upTo = loadText(kept.at(-1)?.load ?? 0, 'rate')
  if (!short) {
    return refused('no-knee', `No knee up to ${upTo}: throughput follows the load and latency has not risen. The capacity is above it.`)
  }
  const from = loadText(short.load, 'rate')
  return refused(
    'jumped',
    `The knee lies between ${upTo}, where latency had not risen, and ${from}, which was not kept up with: try loads between them.`,
  )
}
