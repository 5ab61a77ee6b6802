import type { Json } from '../base/stable-json.ts'
import type { RunRecords } from './records.ts'

type RunState = 'finished' | 'interrupted' | 'failed' | 'unfinished'

interface Resources {
  cpuMillicores: number | null
  memoryBytes: number | null
}

/** Which run it is, where and on what it ran. */
export interface Identity {
  experiment: string
  description: string | null
  runId: string
  runIndex: number
  repetition: number
  levels: { path: string; value: Json }[]
  seed: number
  fingerprint: string
  attempt: number | null
  startedAt: string | null
  endedAt: string | null
  state: RunState
  /** Why it was interrupted or failed. */
  stateReason: string | null
  experimentSha256: string | null
  kubedyno: string | null
  node: string | null
  onnxRuntime: string | null
  machine: { system: string; cpuModel: string | null; cores: number; memoryBytes: number; hypervisor: string | null } | null
  engine: { kind: string; description: string } | null
  /** What each replica asked for and was allowed; null means absent. */
  resources: { requests: Resources; limits: Resources }
  /** Whether each limit holds here; empty when the environment is not known. */
  enforcement: { limit: 'cpu' | 'memory'; enforced: boolean; reason: string | null }[]
  model: { name: string; sha256: string; sizeBytes: number; synthetic: boolean; weights: string | null; parameters: number | null } | null
  threads: number | null
  initialReplicas: number
  /** Wanted numbers of replicas after the start, from the first phase on. */
  scaling: { atMs: number; replicas: number }[]
  load: { source: 'http' | 'self'; overTls: boolean; timeoutMs: number }
}

/** Gathers what a run folder says of itself. */
export function identityOf({ asked, environment, events, experimentSha256 }: RunRecords): Identity {
  const started = events.findLast((event) => event.type === 'run.started')
  const { state, reason } = stateOf(events)
  const { name, description, load, workload } = asked.experiment
  return {
    experiment: name,
    description,
    runId: asked.id,
    runIndex: asked.index,
    repetition: asked.repetition,
    levels: asked.levels,
    seed: asked.seed,
    fingerprint: asked.id.split('-')[0] ?? asked.id,
    attempt: started?.attempt ?? null,
    startedAt: started?.time ?? null,
    endedAt: events.findLast((event) => event.type !== 'run.finished')?.time ?? null,
    state,
    stateReason: reason,
    experimentSha256,
    kubedyno: environment?.kubedyno ?? null,
    node: environment?.node ?? null,
    onnxRuntime: environment?.onnxRuntime ?? null,
    machine: environment && {
      system: environment.machine.system,
      cpuModel: environment.machine.cpuModel,
      cores: environment.machine.cores,
      memoryBytes: environment.machine.memoryBytes,
      hypervisor: environment.machine.hypervisor,
    },
    engine: environment && { kind: environment.engine.kind, description: environment.engine.description },
    resources: workload.resources,
    enforcement: (environment?.engine.limits ?? [])
      .filter(({ wanted }) => wanted !== null)
      .map(({ limit, enforced, reason }) => ({ limit, enforced, reason })),
    model: environment && {
      name: environment.model.name,
      sha256: environment.model.sha256,
      sizeBytes: environment.model.sizeBytes,
      synthetic: environment.model.synthetic,
      weights: environment.model.weights ?? null,
      parameters: environment.model.parameters,
    },
    threads: environment?.threads ?? null,
    initialReplicas: asked.initialReplicas,
    scaling: asked.experiment.scaling.timeline.filter(({ atMs }) => atMs > 0),
    load: { source: load.source, overTls: workload.tls !== undefined, timeoutMs: load.timeoutMs },
  }
}

/** A run whose data are complete counts as finished, whether or not its report was already there: the report must not change with it. */
function stateOf(events: RunRecords['events']): { state: RunState; reason: string | null } {
  const last = events.findLast(({ type }) => ['run.recorded', 'run.finished', 'run.interrupted', 'run.failed'].includes(type))
  if (last?.type === 'run.interrupted') return { state: 'interrupted', reason: last.reason }
  if (last?.type === 'run.failed') return { state: 'failed', reason: `${last.code}: ${last.message}` }
  return last ? { state: 'finished', reason: null } : { state: 'unfinished', reason: 'the journal ends in mid-run' }
}
