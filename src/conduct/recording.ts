import * as process from 'node:process'
import type { Effects } from '../base/effects.ts'
import type { Origin } from '../base/origin.ts'
import type { Environment } from '../dataset/index.ts'
import type { Deployment } from '../engine/index.ts'
import type { PlannedRun } from '../plan/index.ts'
import { type SampleTarget, startSampler } from '../signals/index.ts'
import type { Loading } from './loading.ts'
import type { Recorder } from './recorder.ts'

/** Samples the machine, the replicas, the driver and this process until closed; then says what could be sampled and what it cost. */
export function startRecording(
  run: PlannedRun,
  origin: Origin,
  deployment: Deployment,
  loading: Loading,
  recorder: Recorder,
  effects: Effects,
): { close(): Promise<NonNullable<Environment['recording']>> } {
  const clockStepsMs: number[] = []
  const sampler = startSampler(
    {
      ...run.experiment.recording,
      origin,
      targets: () => sampleTargets(deployment, loading),
      onReadings(readings) {
        recorder.samples(readings)
        for (const { signal, entity, reason } of readings) {
          if (reason !== null) recorder.event({ type: 'source.missing', signal, entity, reason })
        }
      },
      onClockStep(stepMs) {
        clockStepsMs.push(stepMs)
        recorder.event({ type: 'clock.stepped', stepMs })
      },
    },
    effects,
  )
  return {
    async close() {
      await sampler.close()
      return { signals: sampler.availability(), ...sampler.cost(), clockStepsMs }
    },
  }
}

function sampleTargets(deployment: Deployment, loading: Loading): SampleTarget[] {
  const bare = { pids: [], threadIds: [], cgroup: null, metricsUrl: null, certificate: null }
  const targets: SampleTarget[] = [
    { ...bare, entity: 'machine', kind: 'machine' },
    { ...bare, entity: 'conductor', kind: 'conductor', pids: [process.pid] },
  ]
  const threadIds = loading.threadIds()
  for (const [index, threadId] of threadIds.entries()) {
    const entity = threadIds.length === 1 ? 'driver' : `driver/${index + 1}`
    targets.push({ ...bare, entity, kind: 'driver', threadIds: [threadId] })
  }
  for (const { id, pids, cgroup, metricsUrl, certificate } of deployment.replicas()) {
    targets.push({ ...bare, entity: `replica/${id}`, kind: 'replica', pids, cgroup, metricsUrl, certificate })
  }
  return targets
}
