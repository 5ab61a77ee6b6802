import type { Estimate } from '../estimates/estimate.ts'
import {
  fitScalability,
  highestOf,
  inSystemAtLatency,
  peakOf,
  type ScalabilityFit,
  type ScalabilityPoint,
  throughputOf,
} from './fit-usl.ts'
import { type Goodness, isBad } from './goodness.ts'
import { believedError, type LoadLevel } from './level.ts'
import { kneeTimes, type ScalabilityFacts } from './outcome.ts'
import { fitted, redrawn } from './redraw.ts'

/** The universal scalability law over some levels, with intervals; null where it does not fit. */
export function scalabilityOf(levels: readonly LoadLevel[]): ScalabilityFacts | null {
  const law = lawOf(levels)
  return law && !law.bad ? law.facts : null
}

/** The fitted law, whether it is good or not; `knee` is the number in the system at which the mean latency is twice that of one. */
export function lawOf(levels: readonly LoadLevel[]) {
  const points = levels.map(pointOf)
  const best = fitScalability(points)
  if (!best) return null
  const degreesOfFreedom = points.length - 3
  const goodness: Goodness = {
    misfit: best.misfit / Math.max(1, degreesOfFreedom),
    worst: Math.max(...points.map((point) => Math.abs(point.perSecond - throughputOf(best, point.inSystem)) / point.perSecond)),
  }
  const widened = Math.sqrt(Math.max(1, goodness.misfit))
  const namesOf = (fit: ScalabilityFit) => ({
    single: fit.single,
    contention: fit.contention,
    coherency: fit.coherency,
    peak: peakOf(fit),
    highest: highestOf(fit),
    knee: inSystemAtLatency(fit, kneeTimes),
  })
  const intervals = redrawn(
    (normal) => {
      const again = fitScalability(
        points.map((point) => ({
          ...point,
          perSecond: Math.max(1e-9, throughputOf(best, point.inSystem) + widened * point.error * normal()),
        })),
      )
      return again && namesOf(again)
    },
    ['single', 'contention', 'coherency', 'peak', 'highest', 'knee'],
  )
  if (!intervals) return null
  const n = levels.reduce((sum, { latencyMs }) => sum + latencyMs.n, 0)
  const values = namesOf(best)
  const estimate = (name: keyof typeof values): Estimate => {
    const made = fitted(values[name], intervals[name], n)
    return Number.isFinite(made.high) ? made : { ...made, high: null, reason: 'needs higher loads' }
  }
  const facts: ScalabilityFacts = {
    ...goodness,
    single: estimate('single'),
    contention: estimate('contention'),
    coherency: estimate('coherency'),
    peak: Number.isFinite(values.peak) ? estimate('peak') : null,
    highest: estimate('highest'),
  }
  return { facts, knee: estimate('knee'), bad: isBad(goodness, degreesOfFreedom) || !Number.isFinite(values.highest) }
}

/** In a closed loop the clients are exact and the throughput is not; in an open loop it is the other way round, and what is in the system has the error of the latency. */
function pointOf({ unit, load, inSystem, throughput, latencyMs }: LoadLevel): ScalabilityPoint {
  const perSecond = throughput.value as number
  const error = perSecond * believedError(unit === 'clients' ? throughput : latencyMs)
  return { inSystem: unit === 'clients' ? load : (inSystem.value as number), perSecond, error }
}
