import type { DriverRecord, Environment, RunEvent } from '../dataset/index.ts'
import type { Asked } from './asked.ts'

/** All that a run folder says; what was never written is null or empty. */
export interface RunRecords {
  asked: Asked
  /** SHA-256 of `experiment.yaml`; null when it is gone. */
  experimentSha256: string | null
  /** SHA-256 of `schedule.bin`; null without one. */
  scheduleSha256: string | null
  environment: Environment | null
  /** What the driver says of itself; null when it was cut off. */
  driver: DriverRecord | null
  events: readonly RunEvent[]
  tornEventLines: number
  requests: RequestColumns
  samples: SampleColumns
  /** Names of data files that were not closed, so that rows may be lost. */
  unclosedFiles: readonly string[]
  /** In words, what had been written and cannot be read any more. */
  losses: readonly string[]
}

/** Requests as columns in any order; times in milliseconds from the origin, NaN for null; codes are places in the lists of names. */
export interface RequestColumns {
  count: number
  phase: ArrayLike<number>
  phases: readonly string[]
  /** Kinds of requests of a mix; a code without a name stands for none. */
  request: ArrayLike<number>
  requests: readonly string[]
  replica: ArrayLike<number>
  /** A code without a name stands for no replica. */
  replicas: readonly string[]
  outcome: ArrayLike<number>
  outcomes: readonly string[]
  intendedMs: Float64Array
  sentMs: Float64Array
  endMs: Float64Array
  decodeMs: Float64Array
  queueMs: Float64Array
  inferMs: Float64Array
  encodeMs: Float64Array
}

/** Samples as columns in any order; NaN for null. */
export interface SampleColumns {
  count: number
  timeMs: Float64Array
  signal: ArrayLike<number>
  signals: readonly string[]
  entity: ArrayLike<number>
  entities: readonly string[]
  value: Float64Array
}
