import type { Origin } from '../base/origin.ts'
import type { LoadProgress, RequestBatch } from '../dataset/index.ts'
import type { Load } from '../spec/index.ts'
import type { PhaseSchedule } from './schedule.ts'

/** Where a replica takes requests. */
export interface Endpoint {
  replica: string
  host: string
  port: number
}

export interface LoadOptions {
  load: Load
  /** When requests are due, phase by phase; without it, it is compiled from `load` and `seed`. */
  schedule?: readonly PhaseSchedule[]
  /** Decides the inputs, and arrivals that are not given. */
  seed: number
  origin: Origin
  /** The model's name in the URL and the inputs that it wants. */
  target: { model: string; inputs: LoadInput[] }
  /** Replicas that are ready; more may come, and a replica's name is used once. */
  endpoints: readonly Endpoint[]
  /** Rows of ended requests, some times a second; the names behind `replica` codes come with them. */
  onBatch(batch: RequestBatch, replicas: readonly string[]): void
  onProgress(progress: LoadProgress): void
  /** When a phase has ended, the rows of all requests that ended before it did were handed over. */
  onPhase(phase: string, edge: 'started' | 'ended'): void
}

/** One input tensor of the target; every dimension is fixed. */
export interface LoadInput {
  name: string
  datatype: 'FP32' | 'FP64' | 'INT64' | 'INT32' | 'UINT8' | 'BOOL'
  shape: number[]
}

/** A load under way. */
export interface LoadHandle {
  /** Thread ids of the drivers as the operating system numbers them, for sampling what the driver costs; empty where it does not tell (macOS). */
  threadIds: readonly number[]
  /** Adds a replica that may get requests from now on. */
  add(endpoint: Endpoint): void
  /** Sends no more to a replica and gives what waits for it to the others; resolves once nothing of it is in flight. */
  retire(replica: string): Promise<void>
  /** Resolves when every phase is over and every request ended; rejects when the driver itself failed. */
  done: Promise<LoadOutcome>
  /** Sends nothing new: what is due but not sent is cancelled, and `done` resolves once what is in flight has ended. */
  stop(): void
}

/** What the driver knows of itself once it is done. */
export interface LoadOutcome {
  /** False when `stop` came before the last phase was over. */
  complete: boolean
  /** Requests that became due; each is a row. */
  intended: number
  /** Requests that the driver let go of: rows with a `sentMs`. */
  sent: number
  /** Milliseconds of user and system CPU that the driver used while the load was under way; null where the system does not tell. */
  cpuMs: number | null
  /** Longest time that the driver's event loop was held up, looked at every 10 ms. */
  eventLoopLagMaxMs: number
  /** For how long garbage collection held the driver up, in all and at a time. */
  collectionMs: number
  collectionMaxMs: number
  /** How many due requests had to wait for a free connection. */
  poolWaits: number
  /** How many requests were sent a second time, because the server had closed the idle connection that they were first sent over. */
  reusedSocketRetries: number
}
