import type { Origin } from '../base/origin.ts'

/** One signal of the catalogue: what a number means, everywhere. */
export interface SignalDefinition {
  /** Snake case with its unit at the end, `_total` for counters: `cpu_seconds_total`. */
  name: string
  unit: 'seconds' | 'bytes' | 'count' | 'ratio' | 'joules' | 'watts' | 'celsius'
  /** Counters only grow and are stored raw; differences are taken later, reset-aware. */
  kind: 'counter' | 'gauge'
  meaning: string
  /** Kinds of entity that can have it. */
  entities: readonly EntityKind[]
  /** Where the number is read, per kind of entity, in words that a reader can check: `/proc/stat`. */
  source: string
  /** What makes it missing, in words: `not on Linux`. */
  missing: string
}

type EntityKind = 'machine' | 'replica' | 'driver' | 'conductor'

/** Something whose signals are read; the same shape for processes of this machine and, later, for pods. */
export interface SampleTarget {
  /** `machine`, `driver` (of several `driver/<n>`), `conductor` or `replica/<id>`. */
  entity: string
  kind: EntityKind
  /** Processes that make it up; empty for the machine. */
  pids: readonly number[]
  /** Threads of this process that make it up, when it is not a whole process (the driver). */
  threadIds: readonly number[]
  /** Folders of its cgroup, preferred over `pids` where they can be read. */
  cgroup: {
    version: 1 | 2
    cpu: string | null
    cpuacct: string | null
    memory: string | null
    io: string | null
    pressure: string | null
  } | null
  metricsUrl: string | null
  /** What must be held at a metrics address of HTTPS, as PEM. */
  certificate?: string | null
}

/** A value read from a source, or the reason why there is none; the shape of a row of `samples.parquet`. */
export interface Reading {
  timeMs: number
  signal: string
  entity: string
  value: number | null
  reason: string | null
}

export interface SamplerOptions {
  intervalMs: number
  /** Null means every signal that can be had. */
  signals: readonly string[] | null
  origin: Origin
  /** Asked anew at each turn, so replicas come and go. */
  targets(): readonly SampleTarget[]
  onReadings(readings: Reading[]): void
  /** The wall clock moved against the monotonic one by more than 50 ms between two turns. */
  onClockStep(stepMs: number): void
}

/** A sampler at work. */
export interface Sampler {
  /** For each signal and entity that was ever asked: whether it could be read, from where, and if not, why. */
  availability(): SignalAvailability[]
  /** What sampling itself cost. */
  cost(): { turns: number; missedTurns: number; cpuMs: number }
  /** Takes one last reading and stops. */
  close(): Promise<void>
}

export interface SignalAvailability {
  signal: string
  entity: string
  available: boolean
  source: string | null
  reason: string | null
}
