import { usableCores } from '../../base/cpu-limit.ts'
import type { Effects } from '../../base/effects.ts'
import { messageOf } from '../../base/errors.ts'
import type { Deployment, DeployRequest, Engine } from '../contract.ts'
import { resolveThreads } from '../threads.ts'
import { findCgroupPlace } from './cgroup-place.ts'
import { localFacts } from './engine-facts.ts'
import { openFeeding } from './feeding.ts'
import { startGuard } from './guard.ts'
import { replicaSet } from './replica-set.ts'
import { type RunCgroup, runCgroup } from './run-cgroup.ts'
import { ownMark, type RunMark } from './run-mark.ts'
import { turnstile } from './turnstile.ts'

export interface LocalEngineOptions {
  /** Path of the module that a replica's process runs, when it is not the inference server. */
  replicaModule?: string
  readyTimeoutMs?: number
}

const host = '127.0.0.1'

/** Beyond the timeout of a request, a replica gets this long to drain. */
const drainSlackMs = 30_000

/** The engine that runs replicas as processes of this machine, on free loopback ports, limited by cgroups where the user may make them. */
export function localEngine(effects: Effects, options: LocalEngineOptions = {}): Engine {
  return {
    kind: 'local',
    host,
    facts: (experiment) => localFacts(experiment, effects),
    deploy: (request, signal) => deploy(request, options, effects, signal),
  }
}

async function deploy(request: DeployRequest, options: LocalEngineOptions, effects: Effects, signal: AbortSignal): Promise<Deployment> {
  signal.throwIfAborted()
  const module = options.replicaModule ?? (await import('../../serving/index.ts')).replicaModule
  const { experiment, model } = request
  const { workload } = experiment
  const cores = usableCores(effects)
  const onWarning = (message: string) => request.onEvent({ type: 'warning', message })
  const refused = new Set<string>()
  const onLimitRefused = (reason: string) => {
    if (!refused.has(reason)) onWarning(`a limit does not hold: ${reason}`)
    refused.add(reason)
  }
  const mark = ownMark(request.runId, effects)
  const guard = startGuard(mark, effects, onWarning)
  const cgroup = await openCgroup(mark, guard.watchCgroups, onWarning, effects)
  const feeding = openFeeding(effects.clock)
  const serving = {
    model,
    app: workload.name,
    host,
    port: 0,
    metricsPort: 0,
    threads: resolveThreads(experiment, cores),
    device: workload.device ?? ('cpu' as const),
    queueCapacity: workload.queueCapacity,
    batching: workload.batching ?? { maxBatchSize: 1, maxQueueDelayMs: 0 },
    deadlineMs: workload.deadlineMs ?? null,
    ...(request.tls && { tls: request.tls.files }),
  }
  const set = replicaSet(
    {
      request,
      feeding,
      setup: {
        module,
        serving,
        certificate: request.tls?.certificate ?? null,
        mark,
        resources: workload.resources,
        cgroup,
        guard,
        logFolder: request.logFolder,
        readyTimeoutMs: options.readyTimeoutMs ?? 60_000,
        onWarning,
        onLimitRefused,
      },
      takeTurn: turnstile(cores),
      drainTimeoutMs: experiment.load.timeoutMs + drainSlackMs,
    },
    effects,
  )
  const takeDown = async () => {
    await set.close()
    if (cgroup && !(await cgroup.close())) onWarning('the kernel does not let go of a cgroup: run `kubedyno cleanup` later')
    await guard.close()
  }
  let closing: Promise<void> | null = null
  const close = () => {
    closing ??= takeDown()
    return closing
  }

  try {
    await set.scaleTo(request.replicas, signal)
  } catch (error) {
    await close()
    throw error
  }
  return {
    replicas: set.replicas,
    scaleTo: (replicas, scaleSignal) => (closing ? Promise.resolve(false) : set.scaleTo(replicas, scaleSignal)),
    feed: (phase, demand, { originNs, ...window }) => feeding.feed({ type: 'feed', phase, demand, originNs: String(originNs), ...window }),
    fedOut: feeding.out,
    close,
  }
}

/** The run's cgroup; null where none can be made. The guardian learns of it before it exists. */
async function openCgroup(
  mark: RunMark,
  watch: (folders: readonly string[]) => void,
  onWarning: (message: string) => void,
  effects: Effects,
): Promise<RunCgroup | null> {
  const { place } = findCgroupPlace(effects)
  if (!place) return null
  const cgroup = runCgroup(place, mark, effects)
  watch(cgroup.folders)
  try {
    cgroup.open()
    return cgroup
  } catch (error) {
    onWarning(`no cgroup can be made, so no limit holds: ${messageOf(error)}`)
    await cgroup.close()
    return null
  }
}
