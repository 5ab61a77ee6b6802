import type { Batching, Demand, ModelDevice, TlsFiles } from '../spec/index.ts'
import type { Program } from './program/program-kinds.ts'
import type { Task } from './service/task.ts'
import type { TensorSpec } from './tensor/tensor.ts'

/** A model file that is there, checked, and ready to be served. */
export interface BuiltModel {
  /** The name in `/v2/models/<name>`. */
  name: string
  /** Absolute path of its ONNX file; of the first one, when it has several. */
  path: string
  /** Of that file; of several, over the lines of their sums. */
  sha256: string
  /** Of all its files. */
  sizeBytes: number
  /** True when the weights came from a seed: true compute cost, no meaning. */
  synthetic: boolean
  /** Where the weights come from, in words. */
  weights: string
  parameters: number | null
  /** How large the free dimensions of a usual request are, by name. */
  sizes: Record<string, number>
  program: Program
  /** Null: it is served as tensors only. */
  task: Task | null
  /** Of one usual request: no dimension is free. */
  inputs: TensorSpec[]
  outputs: TensorSpec[]
}

/** What one replica process is told when it starts. */
export interface ReplicaOptions {
  model: BuiltModel
  /** Value of the `app` label. */
  app: string
  host: string
  /** 0 takes a free port. */
  port: number
  metricsPort: number
  /** Threads of one inference. */
  threads: number
  device: ModelDevice
  queueCapacity: number
  batching: Batching
  /** A request that is not answered by then is answered with an error; null: it may take as long as it takes. */
  deadlineMs: number | null
  /** Give the metrics under Triton's names, too. */
  tritonMetrics?: boolean
  /** Absolute paths of what it serves HTTPS with; absent: plain HTTP. */
  tls?: TlsFiles
}

/** Where a model takes what a person would send to it, and of which media types. */
export interface NaturalRoute {
  path: string
  contentTypes: readonly string[]
}

/** What a replica process says over its IPC channel. */
export type ReplicaMessage =
  /** It has given its first good inference and takes requests. `pids`: every process of the replica, the server first. */
  | { type: 'ready'; port: number; metricsPort: number; pids: number[]; route: NaturalRoute | null }
  /** The model process died and another one takes its place; requests in it were answered with 500. */
  | { type: 'model-restarted'; reason: string; pids: number[] }
  | { type: 'fed'; batch: FedBatch }
  /** The last fed inference is over and reported. */
  | { type: 'fed-over' }
  | { type: 'failed'; code: string; message: string; hint: string | null }

/** What a replica process is told over its IPC channel. When the channel closes it ends itself at once. */
export type ReplicaCommand =
  /** Make your own inputs and infer until `untilMs`; times count from `originNs` of the machine's monotonic clock. */
  | { type: 'feed'; phase: number; demand: Demand; seed: number; originNs: string; fromMs: number; untilMs: number }
  /** Answer what you have accepted, take nothing new, end. */
  | { type: 'drain' }

/**
 * Inferences that a replica fed to itself, as columns; times in milliseconds from the origin of the feed command. One that was due but could
 * not be begun before the window's end has NaN for its start and end.
 */
export interface FedBatch {
  phase: number
  intendedMs: Float64Array
  startedMs: Float64Array
  endedMs: Float64Array
  /** 1 for a good inference, 0 for a failed one. */
  good: Uint8Array
}
