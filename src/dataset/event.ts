/** One line of `events.jsonl`: what happened, when on the run's time axis (null before there is an origin) and by the wall clock. */
export type RunEvent = { time: string; atMs: number | null } & RunEventBody

/** The closed list of things that the journal can say. */
export type RunEventBody =
  | { type: 'run.started'; attempt: number }
  | { type: 'origin.set'; wallMs: number; monotonicNs: string }
  | { type: 'replica.starting'; replica: string; pid: number }
  | { type: 'replica.ready'; replica: string; coldStartMs: number; url: string | null }
  | { type: 'replica.draining'; replica: string }
  | { type: 'replica.stopped'; replica: string }
  | { type: 'replica.died'; replica: string; reason: string }
  | { type: 'replica.restarted'; replica: string; replaces: string }
  | { type: 'scale.requested'; replicas: number }
  | { type: 'scale.reached'; replicas: number }
  | { type: 'phase.started'; phase: string }
  | { type: 'phase.ended'; phase: string }
  | { type: 'load.progress'; progress: LoadProgress }
  /** In a step of a sweep, fewer good answers came than 90 % of the requests that were due: the load ends with it. */
  | { type: 'load.saturated'; phase: string; due: number; answered: number }
  | { type: 'load.ended' }
  | { type: 'clock.stepped'; stepMs: number }
  | { type: 'source.missing'; signal: string; entity: string; reason: string }
  | { type: 'warning'; message: string }
  | { type: 'run.interrupted'; reason: string }
  | { type: 'run.failed'; code: string; message: string }
  | { type: 'run.recorded' }
  | { type: 'run.finished' }

/** Totals of a load so far. */
export interface LoadTotals {
  intended: number
  sent: number
  ended: number
  failed: number
  inFlight: number
}

/** The last second of the load, and totals so far. */
export interface LoadProgress extends LoadTotals {
  phase: string
  /** Requests that ended, per second. */
  ratePerSecond: number
  /** From intended to end, of the good answers; null when there was none. */
  latencyP50Ms: number | null
  latencyP95Ms: number | null
  latencyP99Ms: number | null
  /** Null when nothing was sent. */
  sendLagMaxMs: number | null
}
