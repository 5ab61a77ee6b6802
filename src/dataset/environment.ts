import type { MachineFacts, SignalAvailability } from '../signals/index.ts'

/** `environment.json`: where a run took place and what held there; null means that it could not be told. */
export interface Environment {
  version: 1
  kubedyno: string
  node: string
  onnxRuntime: string | null
  machine: MachineFacts
  engine: {
    kind: string
    description: string
    limits: { limit: 'cpu' | 'memory'; wanted: number | null; enforced: boolean; reason: string | null }[]
  }
  model: {
    name: string
    file: string
    sha256: string
    sizeBytes: number
    synthetic: boolean
    /** Where the weights come from, in words; absent in runs from before this was written down. */
    weights?: string
    parameters: number | null
    inputs: { name: string; datatype: string; shape: number[] }[]
  }
  /** Threads of one inference, as resolved. */
  threads: number
  /** Filled in when the recording ends; null in a run that was cut off. */
  recording: { signals: SignalAvailability[]; turns: number; missedTurns: number; cpuMs: number; clockStepsMs: number[] } | null
}

/** `bodies.json`: what the load had to send, each body as it goes over the wire. */
export interface BodiesRecord {
  version: 1
  requests: {
    /** Null for the request of phases without a mix. */
    request: string | null
    path: string
    bodies: {
      /** As the experiment file names it; null for a body that was made. */
      file: string | null
      contentType: string | null
      contentEncoding: string | null
      sizeBytes: number
      sha256: string
    }[]
  }[]
}

/** `driver.json`: what the load driver says of itself; the rows of `requests.parquet` prove it, and the certificate is made from both. */
export interface DriverRecord {
  version: 1
  /** Every phase was driven to its end, or up to the step of a sweep that saturated the service. */
  complete: boolean
  intended: number
  sent: number
  /** From intended to sent, over all requests that were sent; null for a self-fed load. */
  sendLagMs: { p50: number; p99: number; max: number } | null
  outcomes: Record<string, number>
  /** Null when it failed, and for a self-fed load. */
  driver: DriverFacts | null
}

/** What only the driver knows of itself. Of several drivers: counts and times are sums, the longest is that of any of them. */
export interface DriverFacts {
  /** Threads that shared the load. */
  drivers: number
  /** The nice value at which it ran, of several the one with the least precedence: 0 as any process, -10 before those; null where it is not set. */
  priority: number | null
  /** Milliseconds of user and system CPU while the load was under way; null where the system does not tell. */
  cpuMs: number | null
  /** Longest time that an event loop was held up, looked at every 10 ms. */
  eventLoopLagMaxMs: number
  /** For how long garbage collection held up the driver, in all and at a time. */
  collectionMs: number
  collectionMaxMs: number
  /** How many due requests had to wait because all connections that they might use were taken. */
  poolWaits: number
  /** How many had to wait because no more connections could be opened: no file descriptor, or no local port, was left. */
  descriptorWaits: number
  /** How many requests were sent a second time, because the server had closed the idle connection that they were first sent over. */
  reusedSocketRetries: number
}
