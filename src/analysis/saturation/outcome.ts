import type { Estimate } from '../estimates/estimate.ts'
import type { Goodness } from './goodness.ts'
import type { LoadLevel } from './level.ts'

/** The knee is where the mean latency is so many times that of an unloaded system. */
export const kneeTimes = 2

/** A knee so many times farther than the highest level is a guess. */
export const farthestTimes = 1.25

/** Where the service saturates, or why the data cannot tell. */
export type SaturationOutcome = Refusal | Saturation

export interface Refusal {
  kind: 'refused'
  why: 'withheld' | 'replicas' | 'unlike' | 'few-levels' | 'no-knee' | 'jumped' | 'unsettled' | 'bad-fit' | 'vague'
  /** In words, beginning with a capital and ending with a full stop. */
  reason: string
}

export interface Saturation {
  kind: 'found'
  unit: LoadLevel['unit']
  /** The load at which the mean latency is twice that of an unloaded system: requests per second, or clients. */
  knee: Estimate
  /** Requests per second above which throughput no longer follows the load. */
  capacity: Estimate
  /** Mean latency of an unloaded system. */
  unloadedMs: Estimate
  /** The M/G/k queue that it behaves like; null for a closed loop. */
  queue: (Goodness & { servers: number; variability: number }) | null
  /** The universal scalability law; null where it does not fit. */
  scalability: ScalabilityFacts | null
}

export interface ScalabilityFacts extends Goodness {
  /** λ: answers per second with one in the system. */
  single: Estimate
  /** σ */
  contention: Estimate
  /** κ */
  coherency: Estimate
  /** How many in the system give the highest throughput; null when it only levels off. */
  peak: Estimate | null
  highest: Estimate
}

export function refused(why: Refusal['why'], reason: string): Refusal {
  return { kind: 'refused', why, reason }
}

/** An interval of which one end is more than twice the other tells nothing that could be planned with. */
export function isVague({ low, high }: Estimate): boolean {
  return low === null || high === null || high > 2 * low
}

/** A load in words: `40/s`, `8 clients`. */
export function loadText(load: number, unit: LoadLevel['unit']): string {
  const rounded = Number(load.toPrecision(3))
  return unit === 'rate' ? `${rounded}/s` : `${rounded} ${rounded === 1 ? 'client' : 'clients'}`
}
