import type { Origin } from '../base/origin.ts'
import type { DriverFacts, LoadProgress, RequestBatch } from '../dataset/index.ts'
import type { Load } from '../spec/index.ts'
import type { LoadInput } from './bodies/load-input.ts'
import type { RequestSet } from './bodies/request-set.ts'
import type { PhaseSchedule } from './schedule/schedule.ts'

/** Where a replica takes requests. */
export interface Endpoint {
  replica: string
  host: string
  port: number
  /** The certificate that it holds, as PEM; absent where it speaks plain HTTP. */
  certificate?: string
}

export interface LoadOptions {
  load: Load
  /** When requests are due, phase by phase; without it, it is compiled from `load` and `seed`. */
  schedule?: readonly PhaseSchedule[]
  /** What is sent; without it, it is made from `load`, `target` and `seed`, which files cannot be. */
  requests?: RequestSet
  /** Decides which request is sent when, and whatever is not given. */
  seed: number
  origin: Origin
  /** The model's name in the URL and the inputs that it wants. */
  target: { model: string; inputs: LoadInput[] }
  /** Replicas that are ready; more may come, and a replica's name is used once. */
  endpoints: readonly Endpoint[]
  /** Rows of ended requests, some times a second; the names behind `replica` codes come with them. */
  onBatch(batch: RequestBatch, replicas: readonly string[]): void
  onProgress(progress: LoadProgress): void
  /**
   * A phase starts with the first driver and ends with the last, which may be after the next one has started. When it has ended, the rows of
   * all requests that ended before it did were handed over.
   */
  onPhase(phase: string, edge: 'started' | 'ended'): void
}

/** A load under way. */
export interface LoadHandle {
  /** Thread ids of the drivers as the operating system numbers them, for sampling what the driver costs; empty where it does not tell (macOS). */
  threadIds: readonly number[]
  /** Adds a replica that may get requests from now on. */
  add(endpoint: Endpoint): void
  /** Sends no more to a replica and gives what waits for it to the others; resolves once nothing of it is in flight. */
  retire(replica: string): Promise<void>
  /** Resolves when every phase is over and every request ended; rejects when a driver itself failed. */
  done: Promise<LoadOutcome>
  /** Sends nothing new: what is due but not sent is cancelled, and `done` resolves once what is in flight has ended. */
  stop(): void
}

/** What the driver knows of itself once it is done. */
export interface LoadOutcome extends DriverFacts {
  /** False when `stop` came before the last phase was over. */
  complete: boolean
  /** Requests that became due; each is a row. */
  intended: number
  /** Requests that the driver let go of: rows with a `sentMs`. */
  sent: number
}
