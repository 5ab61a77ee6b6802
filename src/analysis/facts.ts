import type { StoredHistogram } from '../base/duration-histogram.ts'
import type { Certificate } from './certificate/certificate.ts'
import type { Finding } from './findings/finding.ts'
import type { Identity } from './identity.ts'
import type { ObjectiveFacts, Verdict } from './objectives.ts'
import type { ReplicaLife } from './replicas.ts'
import type { KindFacts } from './requests/kinds.ts'
import type { PhaseWindow, Saturated } from './requests/phase-windows.ts'
import type { RequestFacts } from './requests/requests.ts'
import type { EntityFacts, MissingSignal } from './resources.ts'
import type { SaturationFacts } from './saturation/saturation.ts'
import type { RunSeries } from './series.ts'

/** All that is known of a run: what `summary.json` holds. */
export interface RunFacts {
  version: 1
  identity: Identity
  /** Null without objectives. */
  verdict: Verdict | null
  objectives: ObjectiveFacts[]
  /** Over the counted phases. */
  requests: RequestFacts
  /** Latencies of good answers in the counted phases, to be merged with those of other runs; null when latencies are withheld. */
  latencyHistogram: StoredHistogram | null
  /** Those that were driven, and those that an interruption left out. */
  phases: PhaseFacts[]
  /** Each of the kinds of requests that were mixed; empty when there were not two. */
  kinds: KindFacts[]
  /** The step of a sweep with which the load ended; null when no sweep ended it. */
  saturated: Saturated | null
  /** Where the service saturates, as the counted phases show it; no levels when latencies are withheld. */
  saturation: SaturationFacts
  replicas: ReplicaFacts[]
  entities: EntityFacts[]
  missing: MissingSignal[]
  quality: Finding[]
  certificate: Certificate
}

export interface PhaseFacts {
  phase: string
  warmup: boolean
  demand: PhaseWindow['demand']
  fromMs: number
  untilMs: number
  plannedMs: number
  requests: RequestFacts
}

/** A replica's life and what it answered in the counted phases. */
export interface ReplicaFacts extends ReplicaLife {
  done: number
  failed: number
}

/** Facts with what charts are drawn from. */
export interface RunAnalysis extends RunFacts {
  series: RunSeries
}
