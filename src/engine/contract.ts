import type { BuiltModel, FedBatch, ServedTls } from '../serving/index.ts'
import type { Demand, Experiment } from '../spec/index.ts'

/** A place where workloads live. */
export interface Engine {
  kind: 'local' | 'kubernetes'
  /** Where all its replicas are reached, which a certificate of theirs must name. */
  host: string
  /** What this place is and what it can enforce, for `environment.json`. */
  facts(experiment: Experiment): Promise<EngineFacts>
  /** Starts the workload's first replicas and waits until each has given one good answer; leaves nothing behind when it cannot. */
  deploy(request: DeployRequest, signal: AbortSignal): Promise<Deployment>
}

export interface EngineFacts {
  /** One line for people: `local processes, cgroup v1`. */
  description: string
  limits: LimitFact[]
}

/** Whether a limit of the file holds here; the reason says why not. */
export interface LimitFact {
  limit: 'cpu' | 'memory'
  wanted: number | null
  enforced: boolean
  reason: string | null
}

export interface DeployRequest {
  runId: string
  experiment: Experiment
  model: BuiltModel
  /** What replicas serve HTTPS with; null: plain HTTP. */
  tls: ServedTls | null
  replicas: number
  /** Where each replica's output goes, one file each. */
  logFolder: string
  onEvent(event: EngineEvent): void
  /** Rows of replicas that feed themselves. */
  onFed(replica: string, batch: FedBatch): void
  /** Called for each replica that becomes ready, before `scaleTo` resolves. */
  onReady(replica: Replica): void
  /** Called for each replica that was ready and then died unasked; another one takes its place. */
  onGone(replica: Replica): void
  /** Called before a replica is drained; the replica is told to end only after it resolves. */
  beforeStop(replica: string): Promise<void>
}

/** A replica that is ready or draining. */
export interface Replica {
  /** `r1`, `r2`, … never used twice in one run. */
  id: string
  state: 'ready' | 'draining'
  host: string
  port: number
  metricsUrl: string
  /** The certificate that it holds at both addresses, as PEM; null where they are plain HTTP. */
  certificate: string | null
  /** Processes that make it up. */
  pids: readonly number[]
  cgroup: ReplicaCgroup | null
}

/** Folders of the replica's own cgroup by what they tell; null where there is none. */
export interface ReplicaCgroup {
  version: 1 | 2
  cpu: string | null
  cpuacct: string | null
  memory: string | null
  io: string | null
  /** Holds `cpu.pressure`, `memory.pressure`, `io.pressure`. */
  pressure: string | null
}

export type EngineEvent =
  | { type: 'replica.starting'; replica: string; pid: number }
  | { type: 'replica.ready'; replica: string; coldStartMs: number; url: string | null }
  | { type: 'replica.draining'; replica: string }
  | { type: 'replica.stopped'; replica: string }
  | { type: 'replica.died'; replica: string; reason: string }
  | { type: 'replica.restarted'; replica: string; replaces: string }
  | { type: 'warning'; message: string }

/** A workload that runs. */
export interface Deployment {
  replicas(): readonly Replica[]
  /**
   * Starts or drains replicas, newest first out; resolves to true when as many as wanted are ready and the others gone.
   * A later call takes over from an earlier one, which then resolves to false.
   */
  scaleTo(replicas: number, signal: AbortSignal): Promise<boolean>
  /** Lets every replica, also those that come later in that time, feed itself. `seed` is mixed with the replica's number. */
  feed(phase: number, demand: Demand, window: { originNs: bigint; fromMs: number; untilMs: number; seed: number }): void
  /** Resolves when no replica is feeding itself any more and all rows came in. */
  fedOut(): Promise<void>
  /** Drains and ends everything; nothing of it is left afterwards. May be called twice. */
  close(): Promise<void>
}
