import type { Origin } from '../base/origin.ts'
import type { LoadProgress, RequestBatch } from '../dataset/index.ts'
import type { Load } from '../spec/index.ts'

/** Where a replica takes requests. */
export interface Endpoint {
  replica: string
  host: string
  port: number
}

export interface LoadOptions {
  load: Load
  /** Decides arrivals and inputs. */
  seed: number
  origin: Origin
  /** The model's name in the URL and the inputs that it wants. */
  target: { model: string; inputs: LoadInput[] }
  endpoints: Endpoint[]
  /** Rows of ended requests, some times a second; the names behind `replica` codes come with them. */
  onBatch(batch: RequestBatch, replicas: readonly string[]): void
  onProgress(progress: LoadProgress): void
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
  /** Thread ids of the drivers, for sampling what the driver itself costs. */
  threadIds: readonly number[]
  /** Adds a replica that may get requests from now on. */
  add(endpoint: Endpoint): void
  /** Sends no more to a replica; resolves once nothing of it is in flight. */
  retire(replica: string): Promise<void>
  /** Resolves when every phase is over and every request ended; rejects when the driver itself failed. */
  done: Promise<LoadOutcome>
  /** Sends nothing new; `done` resolves once what is in flight has ended. */
  stop(): void
}

/** What the driver knows of itself once it is done. */
export interface LoadOutcome {
  /** False when `stop` came before the last phase was over. */
  complete: boolean
  intended: number
  sent: number
  /** Milliseconds of user and system CPU that the driver used. */
  cpuMs: number
  /** Longest time that the driver's event loop was held up. */
  eventLoopLagMaxMs: number
  /** How often a due request had to wait for a free connection. */
  poolWaits: number
}
