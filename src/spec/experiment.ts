import type { Json } from '../base/stable-json.ts'

/** An experiment as everything behind the parser sees it: checked, with defaults filled in and units resolved. Null means absent. */
export interface Experiment {
  apiVersion: 'kubedyno.dev/v1'
  kind: 'Experiment'
  name: string
  description: string | null
  engine: { kind: 'local' | 'kubernetes' }
  workload: Workload
  load: Load
  scaling: Scaling
  recording: Recording
  design: Design
  objectives: Objective[]
}

export interface Workload {
  /** The value of the `app` label everywhere. */
  name: string
  model: ModelChoice
  /** Replicas from the start, unless the scaling timeline says otherwise at 0 s. */
  replicas: number
  resources: { requests: Resources; limits: Resources }
  /** Threads of one inference; null follows the CPU limit, and without one, the cores of the machine. */
  threads: number | null
  /** Requests that may wait in a replica; the next one is answered 429. */
  queueCapacity: number
  /** Absent: the CPU. */
  device?: ModelDevice
  /** Absent: each request has an inference of its own. */
  batching?: Batching
  /** From a request's arrival in a replica to its answer at most; absent: no limit. */
  deadlineMs?: number
  /** What replicas serve HTTPS with; absent: plain HTTP. */
  tls?: TlsFiles
}

/** A certificate and its key, as PEM files; paths are relative to the experiment file. */
export interface TlsFiles {
  certificate: string
  key: string
}

/** A model of the catalogue, or the user's own file, whose path is relative to the experiment file. */
export type ModelChoice = { kind: 'catalogue'; name: string } | ModelFile

interface ModelFile {
  kind: 'file'
  /** Or an https or s3 address. */
  path: string
  sha256: string
  /** What it is for; absent: what the file itself says, if anything. */
  task?: ModelTask
  /** How large the free dimensions of a usual request are, by name. */
  sizes?: Record<string, number>
}

export const modelTasks = ['classify', 'detect', 'eyes'] as const
export type ModelTask = (typeof modelTasks)[number]

export const modelDevices = ['cpu', 'cuda'] as const
export type ModelDevice = (typeof modelDevices)[number]

/** Requests that share an inference, with the meaning that Triton gives to the same words. */
export interface Batching {
  /** Rows of one inference at most; 1: every request has an inference of its own. */
  maxBatchSize: number
  /** For how long a request waits at most for others to join it. */
  maxQueueDelayMs: number
}

/** Null means absent: no request made, or no limit set. */
export interface Resources {
  cpuMillicores: number | null
  memoryBytes: number | null
}

export interface Load {
  source: 'http' | 'self'
  /** How tensors travel: JSON text or the binary extension of the Open Inference Protocol. Only for `http`. */
  encoding: 'binary' | 'json'
  timeoutMs: number
  /** At most this many open connections to one replica, of all drivers together. */
  connectionsPerReplica: number
  /** Threads that share the load. */
  drivers: number
  phases: Phase[]
  /** Every request that some phase mixes, once; without it, the model's own inputs are sent as tensors. */
  requests?: MixedRequest[] | undefined
}

/** One request of a mix. */
export interface MixedRequest {
  name: string
  /** Null stands for the model's infer route. */
  path: string | null
  body: BodyChoice
  /** Null leaves it to the body. */
  contentType: string | null
  gzip: boolean
}

/** What a request carries: made up, or files of the user's, whose pattern is relative to the experiment file. */
export type BodyChoice =
  | { kind: 'tensors'; encoding: 'binary' | 'json' }
  | { kind: 'jpeg'; width: number; height: number }
  | { kind: 'text'; words: number }
  | { kind: 'audio'; durationMs: number }
  | { kind: 'files'; pattern: string }

/** The part that a request, by its name, has in a mix. */
export interface Share {
  request: string
  weight: number
}

export interface Phase {
  name: string
  durationMs: number
  /** Driven like any other, but counted in no result. */
  warmup: boolean
  demand: Demand
  /** A step of a sweep: when it saturates the service, the load ends with it. */
  mayEndLoad?: true
  /** Without it, the model's own inputs are sent as tensors. */
  mix?: Share[] | undefined
}

/**
 * What a phase asks for: arrivals at a rate (for `self`: per replica), recorded arrivals once more, a number of clients that each wait for
 * their answer, or all that goes. A rate that changes within the phase has a shape, and `ratePerSecond` is then its mean.
 */
export type Demand =
  | ({ kind: 'rate'; ratePerSecond: number; shape?: RateShape } & Arrivals)
  | { kind: 'replay'; replay: Replay }
  | { kind: 'clients'; clients: number }
  | { kind: 'max' }

/** How a rate changes over a phase. Lists cover the whole phase, evenly. */
export type RateShape =
  /** Straight lines from each rate to the next. */
  | { kind: 'ramp'; ratesPerSecond: number[] }
  /** Each rate holds for its part of the phase. */
  | { kind: 'steps'; ratesPerSecond: number[] }
  /** Each rate is the middle of its part, joined by straight lines; the end meets the beginning, and the mean is that of the list. */
  | { kind: 'profile'; ratesPerSecond: number[] }
  | { kind: 'sine'; meanPerSecond: number; amplitudePerSecond: number; periodMs: number }

/** How arrivals scatter around their rate. */
export type Arrivals =
  | { arrivals: 'constant' | 'poisson' }
  /** Gaps of a Gamma distribution; `burstiness` is their squared coefficient of variation. */
  | { arrivals: 'gamma'; burstiness: number }
  /** Poisson, at a rate that two states take turns to set. */
  | { arrivals: 'mmpp2'; bursts: Bursts }

/** In a burst the rate is `ratio` times that of calm; how long either lasts is exponentially distributed, with these means. */
export interface Bursts {
  ratio: number
  calmMs: number
  burstMs: number
}

/** A recording, relative to the experiment file, played `speed` times as fast and with `scale` times as many arrivals. */
export interface Replay {
  file: string
  speed: number
  scale: number
}

interface Scaling {
  /** Sorted by time from the start of the first phase; empty means a fixed number of replicas. */
  timeline: ScaleStep[]
}

export interface ScaleStep {
  atMs: number
  replicas: number
}

interface Recording {
  intervalMs: number
  /** Names from the catalogue of signals; null means every signal that can be had. */
  signals: string[] | null
}

interface Design {
  seed: number
  repetitions: number
  /** `shuffled`: all runs in one random order; `blocked`: each repetition whole, in a random order of its own. */
  order: 'shuffled' | 'blocked'
  factors: Factor[]
  /** Rest between two runs. */
  pauseMs: number
  search?: Search
}

/** One value of the file that is varied: its dotted path and the levels it takes, as they would stand in the file. */
export interface Factor {
  path: string
  levels: Json[]
}

/** A number of the file whose highest value is looked for at which the objectives are met. */
export interface Search {
  path: string
  /** Neighbours are at most this share apart. */
  within: number
  /** Every value that can be tried, rising. */
  candidates: number[]
}

export interface Objective {
  /** As written, for people. */
  text: string
  metric: 'latency' | 'service' | 'errors' | 'throughput'
  /** In [0, 1] for `latency` and `service`; null means their mean, and for the other metrics that there is none. */
  quantile: number | null
  operator: '<' | '<=' | '>' | '>='
  /** Milliseconds, a share in [0, 1], or answers per second. */
  threshold: number
}

/** Where a value came from; the leftmost of flag, environment, file, default wins. */
type ValueOrigin = 'flag' | 'environment' | 'file' | 'default'

/** A checked experiment with what is needed to explain it. */
export interface LoadedExperiment {
  experiment: Experiment
  /** The value as written, after overrides, before defaults and units: what a factor's level replaces a part of. */
  input: Json
  /** For every leaf of the experiment file's language, by dotted path: the value in force, as it would be written, and who set it. */
  values: { path: string; value: Json; origin: ValueOrigin }[]
  /** Things that are not wrong but look mistyped, such as an environment variable that is near to one that is read. */
  warnings: string[]
  source: { path: string; text: string; sha256: string }
}
