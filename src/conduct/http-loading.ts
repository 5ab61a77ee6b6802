import type { Effects } from '../base/effects.ts'
import {
  descriptorShortage,
  driverRecordBuilder,
  type Endpoint,
  type LoadHandle,
  type LoadOutcome,
  type PhaseSchedule,
  type RequestSet,
  startLoad,
} from '../load/index.ts'
import type { PlannedRun } from '../plan/index.ts'
import type { BuiltModel } from '../serving/index.ts'
import type { Loading } from './loading.ts'
import type { Recorder } from './recorder.ts'
import { type SaturatedStep, watchSweep } from './sweep-watch.ts'

/** What was compiled before the load: when requests are due, and what they carry. */
export interface PreparedLoad {
  schedule: readonly PhaseSchedule[]
  requests: RequestSet
}

/** A load that a driver of this machine sends to the replicas over HTTP. */
export function httpLoading(run: PlannedRun, prepared: PreparedLoad, model: BuiltModel, recorder: Recorder, effects: Effects): Loading {
  const endpoints = new Map<string, Endpoint>()
  const record = driverRecordBuilder()
  const sweep = watchSweep(run.experiment.load.phases, prepared.schedule)
  let saturated: SaturatedStep | null = null
  let handle: LoadHandle | null = null
  let outcome: LoadOutcome | null = null

  return {
    threadIds: () => (outcome ? [] : (handle?.threadIds ?? [])),
    add({ id, host, port, certificate }) {
      const endpoint = { replica: id, host, port, ...(certificate !== null && { certificate }) }
      endpoints.set(id, endpoint)
      handle?.add(endpoint)
    },
    async retire(replica) {
      endpoints.delete(replica)
      await handle?.retire(replica)
    },
    fed() {},
    async carry(origin, _deployment, signal) {
      const { load, scaling } = run.experiment
      const shortage = descriptorShortage(load, Math.max(run.initialReplicas, ...scaling.timeline.map(({ replicas }) => replicas)), effects)
      if (shortage) recorder.event({ type: 'warning', message: shortage })
      const offered = [...endpoints.values()]
      handle = await startLoad({
        load,
        ...prepared,
        seed: run.seed,
        origin,
        target: { model: model.name, inputs: model.inputs },
        endpoints: offered,
        onBatch(batch, replicas) {
          record.add(batch)
          sweep.add(batch)
          recorder.requests(batch, replicas)
        },
        onProgress: (progress) => recorder.event({ type: 'load.progress', progress }),
        onPhase(phase, edge) {
          recorder.event({ type: `phase.${edge}`, phase })
          if (edge === 'started' || saturated || signal.aborted) return
          saturated = sweep.afterPhase(phase)
          if (!saturated) return
          recorder.event({ type: 'load.saturated', ...saturated })
          handle?.stop()
        },
      })
      const changed = {
        come: [...endpoints.values()].filter((endpoint) => !offered.includes(endpoint)),
        gone: offered.filter(({ replica }) => !endpoints.has(replica)),
      }
      for (const endpoint of changed.come) handle.add(endpoint)
      for (const { replica } of changed.gone) void handle.retire(replica)
      const stop = () => handle?.stop()
      if (signal.aborted || saturated) stop()
      signal.addEventListener('abort', stop, { once: true })
      outcome = await handle.done
      signal.removeEventListener('abort', stop)
      return outcome.complete || saturated !== null
    },
    record() {
      const finished = record.finish(outcome)
      return { ...finished, complete: finished.complete || (outcome !== null && saturated !== null) }
    },
  }
}
