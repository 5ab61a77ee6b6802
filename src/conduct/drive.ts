import { dirname } from 'node:path'
import { usableCores } from '../base/cpu-limit.ts'
import type { Effects } from '../base/effects.ts'
import { type Origin, originAfter } from '../base/origin.ts'
import { stableJson } from '../base/stable-json.ts'
import { writeFileAtomic } from '../base/write-file.ts'
import { type Deployment, resolveThreads } from '../engine/index.ts'
import { bodiesRecord, prepareRequests, readBodyFiles, readRecordings, scheduleBytes, scheduleOf } from '../load/index.ts'
import type { PlannedRun } from '../plan/index.ts'
import type { BuiltModel } from '../serving/index.ts'
import { machineFacts } from '../signals/index.ts'
import { environmentOf } from './environment.ts'
import { httpLoading, type PreparedLoad } from './http-loading.ts'
import type { Loading } from './loading.ts'
import type { Recorder } from './recorder.ts'
import { startRecording } from './recording.ts'
import type { RunContext } from './run-context.ts'
import { selfFedLoading } from './self-fed-loading.ts'
import { followTimeline } from './timeline.ts'
import { workloadTls } from './workload-tls.ts'

/** Between the last preparation and the first phase: time for the sampler's first turns and the driver's start, and for each further driver's. */
const leadMs = 1500
const leadPerDriverMs = 300

/** Prepares the model, deploys, loads, scales and samples one run, and takes everything down again, whatever happens. */
export async function drive(
  run: PlannedRun,
  context: RunContext,
  recorder: Recorder,
  effects: Effects,
  signal: AbortSignal,
): Promise<void> {
  const { engine, folder } = context
  const { experiment } = run
  const model = await context.models.of(experiment.workload, signal)
  const tls = workloadTls(experiment, context.loaded, engine.host, effects)
  const environment = environmentOf({
    machine: machineFacts(effects),
    engine: { kind: engine.kind, ...(await engine.facts(experiment)) },
    model,
    threads: resolveThreads(experiment, usableCores(effects)),
  })
  recorder.environment(environment)
  signal.throwIfAborted()

  const loading =
    experiment.load.source === 'self'
      ? selfFedLoading(run, recorder, effects.clock)
      : httpLoading(run, await preparedLoad(run, model, context, effects), model, recorder, effects)
  const deployment = await engine.deploy(
    {
      runId: run.id,
      experiment,
      model,
      tls,
      replicas: run.initialReplicas,
      logFolder: folder.logs,
      onEvent: (event) => recorder.event(event),
      onReady: (replica) => loading.add(replica),
      onGone: ({ id }) => void loading.retire(id),
      beforeStop: (replica) => loading.retire(replica),
      onFed: (replica, batch) => loading.fed(replica, batch),
    },
    signal,
  )
  try {
    const origin = originAfter(effects.clock, leadMs + (experiment.load.drivers - 1) * leadPerDriverMs)
    recorder.begin(origin)
    const recording = startRecording(run, origin, deployment, loading, recorder, effects)
    try {
      await loadAndScale(run, origin, deployment, loading, recorder, effects, signal)
    } finally {
      recorder.environment({ ...environment, recording: await recording.close() })
    }
  } finally {
    await deployment.close()
    recorder.driver(loading.record())
  }
}

/** Compiles when each request is due and what requests carry, and keeps the first, and checksums of the second, in the run folder. */
async function preparedLoad(run: PlannedRun, model: BuiltModel, { folder, loaded }: RunContext, effects: Effects): Promise<PreparedLoad> {
  const { load } = run.experiment
  const baseFolder = dirname(loaded.source.path)
  const schedule = scheduleOf(load, run.seed, await readRecordings(load, baseFolder, effects))
  writeFileAtomic(folder.schedule, scheduleBytes(schedule), effects)
  const files = readBodyFiles(load, baseFolder, effects)
  const requests = await prepareRequests({ load, target: { model: model.name, inputs: model.inputs }, seed: run.seed, files })
  writeFileAtomic(folder.bodies, stableJson(bodiesRecord(requests)), effects)
  return { schedule, requests }
}

/** Drives the phases and follows the scaling timeline beside them; a scaling that fails ends the load. */
async function loadAndScale(
  run: PlannedRun,
  origin: Origin,
  deployment: Deployment,
  loading: Loading,
  recorder: Recorder,
  effects: Effects,
  signal: AbortSignal,
): Promise<void> {
  const ended = new AbortController()
  const scalingFault = new AbortController()
  const scalings: Promise<void>[] = []
  const scale = async (replicas: number) => {
    recorder.event({ type: 'scale.requested', replicas })
    try {
      if (await deployment.scaleTo(replicas, ended.signal)) recorder.event({ type: 'scale.reached', replicas })
    } catch (error) {
      if (!ended.signal.aborted) scalingFault.abort(error)
    }
  }
  const steps = run.experiment.scaling.timeline.filter((step) => step.atMs > 0)
  const following = followTimeline(steps, (step) => scalings.push(scale(step.replicas)), origin, effects.clock, ended.signal)
  try {
    const complete = await loading.carry(origin, deployment, AbortSignal.any([signal, scalingFault.signal]))
    recorder.event({ type: 'load.ended' })
    scalingFault.signal.throwIfAborted()
    if (!complete) signal.throwIfAborted()
  } finally {
    ended.abort()
    await following
    await Promise.all(scalings)
  }
}
