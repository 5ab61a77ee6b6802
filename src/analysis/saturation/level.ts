import type { Estimate } from '../estimates/estimate.ts'
import { unknown } from '../estimates/estimate.ts'
import type { PhaseData } from '../requests/phase-data.ts'
import type { PhaseWindow } from '../requests/phase-windows.ts'
import type { RequestFacts } from '../requests/requests.ts'

/** One load and what the service made of it. */
export interface LoadLevel {
  /** The phase, or the run where each run is a level. */
  name: string
  /** Requests that were due per second, or clients. */
  load: number
  unit: 'rate' | 'clients'
  /** `kept-up`: as much was answered as was due. `fell-short`: clearly less. `caught-up`: clearly more, so a backlog from before was worked off. */
  state: 'kept-up' | 'fell-short' | 'caught-up'
  throughput: Estimate
  latencyMs: Estimate
  serviceMs: Estimate
  /** Requests in the system on average, by Little's law; of a closed loop, its clients. */
  inSystem: Estimate
  /** Squared coefficient of variation of the gaps between arrivals, as asked for; null for clients. */
  arrivalVariation: number | null
  /** Squared coefficient of variation of service times; null with fewer than two. */
  serviceVariation: number | null
  /** What its requests were, as text; empty when all are alike. */
  mix: string
  /** Replicas that were ready; null when their number changed meanwhile. */
  replicas: number | null
}

/** Closer to what was due than this is as much as was due. */
const tolerance = 0.03

/** Makes a level of a phase that asks for one steady load; null for any other. */
export function levelOf(window: PhaseWindow, data: PhaseData, facts: RequestFacts, ready: readonly ReadyStep[]): LoadLevel | null {
  const { demand, name } = window
  const arrivalVariation = demand.kind === 'rate' && !demand.shape ? gapVariation(demand) : null
  const load = demand.kind === 'clients' ? demand.clients : arrivalVariation === null ? null : facts.askedPerSecond
  if (load === null || load <= 0 || facts.done === 0) return null
  const { donePerSecond: throughput, latencyMs, serviceMs } = facts
  return {
    name,
    load,
    unit: demand.kind === 'clients' ? 'clients' : 'rate',
    state: demand.kind === 'clients' ? 'kept-up' : stateOf(throughput, load),
    throughput,
    latencyMs: latencyMs.mean,
    serviceMs: serviceMs.mean,
    inSystem:
      demand.kind === 'clients'
        ? { value: load, low: load, high: load, n: facts.done, effectiveN: null, reason: null }
        : inSystemOf(throughput, latencyMs.mean),
    arrivalVariation,
    serviceVariation: variationOf(data.service.inOrder),
    mix: window.mix === undefined ? '' : JSON.stringify(window.mix),
    replicas: replicasWithin(window, ready),
  }
}

/** How many replicas were ready from an instant on. */
export interface ReadyStep {
  atMs: number
  ready: number
}

/** Little's law: as many are in the system as come in the time that one stays. */
function inSystemOf(throughput: Estimate, latencyMs: Estimate): Estimate {
  if (throughput.value === null || latencyMs.value === null) return unknown(latencyMs.n, 'throughput or latency is unknown')
  const value = (throughput.value * latencyMs.value) / 1000
  const relative = Math.hypot(relativeError(throughput) ?? Number.NaN, relativeError(latencyMs) ?? Number.NaN)
  const known = Number.isFinite(relative)
  return {
    value,
    low: known ? Math.max(0, value * (1 - 1.96 * relative)) : null,
    high: known ? value * (1 + 1.96 * relative) : null,
    n: latencyMs.n,
    effectiveN: latencyMs.effectiveN,
    reason: known ? null : 'throughput or latency has no interval',
  }
}

/** Half the width of an interval in normal standard errors, relative to the value; null without an interval. */
export function relativeError({ value, low, high }: Estimate): number | null {
  return value === null || value <= 0 || low === null || high === null ? null : (high - low) / 2 / 1.96 / value
}

/** No error is believed to be smaller: phases differ by more than their own scatter tells. */
const leastError = 0.01

/** The standard error of an estimate that a fit may lean on, relative to the value. */
export function believedError(estimate: Estimate): number {
  return Math.max(leastError, relativeError(estimate) ?? 1)
}

function stateOf(throughput: Estimate, askedPerSecond: number): LoadLevel['state'] {
  const { value, low, high } = throughput
  if (value === null) return 'kept-up'
  if ((high ?? value) < askedPerSecond * (1 - tolerance) || value < askedPerSecond * 0.9) return 'fell-short'
  return (low ?? value) > askedPerSecond * (1 + tolerance) ? 'caught-up' : 'kept-up'
}

type RateDemand = Extract<PhaseWindow['demand'], { kind: 'rate' }>

/** Null where gaps depend on each other, as in bursts: no law used here holds for them. */
function gapVariation(demand: RateDemand): number | null {
  switch (demand.arrivals) {
    case 'constant':
      return 0
    case 'poisson':
      return 1
    case 'gamma':
      return demand.burstiness
    case 'mmpp2':
      return null
  }
}

function variationOf(values: Float64Array): number | null {
  if (values.length < 2) return null
  let sum = 0
  for (const value of values) sum += value
  const mean = sum / values.length
  let squares = 0
  for (const value of values) squares += (value - mean) ** 2
  return mean > 0 ? squares / (values.length - 1) / mean ** 2 : null
}

function replicasWithin({ fromMs, untilMs }: PhaseWindow, ready: readonly ReadyStep[]): number | null {
  const before = ready.findLast(({ atMs }) => atMs <= fromMs)?.ready ?? 0
  return ready.some(({ atMs, ready: count }) => atMs > fromMs && atMs < untilMs && count !== before) ? null : before
}
