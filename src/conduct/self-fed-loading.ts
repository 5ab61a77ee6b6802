import type { Clock } from '../base/effects.ts'
import { type Origin, sinceOriginMs } from '../base/origin.ts'
import { type LoadProgress, type Outcome, outcomes, type RequestBatch } from '../dataset/index.ts'
import type { Deployment } from '../engine/index.ts'
import { driverRecordBuilder, latencyQuantiles } from '../load/index.ts'
import type { PlannedRun } from '../plan/index.ts'
import type { FedBatch } from '../serving/index.ts'
import type { Phase } from '../spec/index.ts'
import type { Loading } from './loading.ts'
import type { Recorder } from './recorder.ts'
import { followTimeline } from './timeline.ts'

/** Puts the rows of a replica that feeds itself into the shape of requests: what was begun counts as sent, what never began as called off, and there is no first byte. */
function requestsOfFed(fed: FedBatch, firstId: number): RequestBatch {
  const count = fed.intendedMs.length
  const none = () => new Float64Array(count).fill(Number.NaN)
  const outcomeOf = (row: number): Outcome => (fed.good[row] ? 'ok' : Number.isNaN(fed.startedMs[row]) ? 'cancelled' : 'bad_answer')
  return {
    count,
    id: Uint32Array.from({ length: count }, (_, index) => firstId + index),
    phase: new Uint16Array(count).fill(fed.phase),
    request: new Uint16Array(count),
    replica: new Uint16Array(count),
    intendedMs: fed.intendedMs,
    sentMs: fed.startedMs,
    firstByteMs: none(),
    endMs: fed.endedMs,
    status: new Uint16Array(count),
    outcome: Uint8Array.from({ length: count }, (_, row) => outcomes.indexOf(outcomeOf(row))),
    sentBytes: new Uint32Array(count),
    receivedBytes: new Uint32Array(count),
    decodeMs: none(),
    queueMs: none(),
    inferMs: Float64Array.from({ length: count }, (_, index) => (fed.endedMs[index] as number) - (fed.startedMs[index] as number)),
    encodeMs: none(),
  }
}

/** This much ahead, a phase is announced to the replicas, so that its first inferences are on time. */
const announceAheadMs = 250

/** A load that each replica makes for itself, with no client at all. */
export function selfFedLoading(run: PlannedRun, recorder: Recorder, clock: Clock): Loading {
  const { phases } = run.experiment.load
  const progress = fedProgress(phases)
  const record = driverRecordBuilder()
  let count = 0
  let complete = false

  return {
    threadIds: () => [],
    add() {},
    retire: () => Promise.resolve(),
    fed(replica, fed) {
      const batch = requestsOfFed(fed, count)
      count += batch.count
      progress.add(fed)
      record.add(batch)
      recorder.requests(batch, [replica])
    },
    async carry(origin, deployment, signal) {
      const ticking = setInterval(
        () => recorder.event({ type: 'load.progress', progress: progress.take(sinceOriginMs(origin, clock)) }),
        1000,
      )
      try {
        const onPhase = (phase: string, edge: 'started' | 'ended') => recorder.event({ type: `phase.${edge}`, phase })
        await followTimeline(feedingSteps(run, origin, deployment, onPhase), (step) => step.act(), origin, clock, signal)
        complete = !signal.aborted
        if (complete) await deployment.fedOut()
      } finally {
        clearInterval(ticking)
      }
      return complete
    },
    record: () => ({ ...record.finish(null), complete, sendLagMs: null }),
  }
}

function feedingSteps(
  run: PlannedRun,
  origin: Origin,
  deployment: Deployment,
  onPhase: (phase: string, edge: 'started' | 'ended') => void,
) {
  const steps: { atMs: number; act(): void }[] = []
  let fromMs = 0
  for (const [index, phase] of run.experiment.load.phases.entries()) {
    const window = { originNs: origin.monotonicNs, fromMs, untilMs: fromMs + phase.durationMs, seed: run.seed + index }
    steps.push(
      { atMs: window.fromMs - announceAheadMs, act: () => deployment.feed(index, phase.demand, window) },
      { atMs: window.fromMs, act: () => onPhase(phase.name, 'started') },
      { atMs: window.untilMs, act: () => onPhase(phase.name, 'ended') },
    )
    fromMs = window.untilMs
  }
  return steps.sort((a, b) => a.atMs - b.atMs)
}

/** Counts inferences as they come in and tells of the last second once a second, in the words of a driven load. */
function fedProgress(phases: readonly Phase[]): { add(fed: FedBatch): void; take(nowMs: number): LoadProgress } {
  let intended = 0
  let begun = 0
  let failed = 0
  let latest: number[] = []
  let lagMaxMs: number | null = null
  let takenAtMs = Number.NaN
  return {
    add(fed) {
      intended += fed.intendedMs.length
      for (let index = 0; index < fed.intendedMs.length; index++) {
        if (Number.isNaN(fed.startedMs[index])) continue
        begun++
        if (!fed.good[index]) failed++
        latest.push((fed.endedMs[index] as number) - (fed.intendedMs[index] as number))
        lagMaxMs = Math.max(lagMaxMs ?? 0, (fed.startedMs[index] as number) - (fed.intendedMs[index] as number))
      }
    },
    take(nowMs) {
      const progress: LoadProgress = {
        phase: phaseAt(phases, nowMs),
        intended,
        sent: begun,
        ended: begun,
        failed,
        inFlight: 0,
        ratePerSecond: (latest.length / (nowMs - takenAtMs)) * 1000 || 0,
        ...latencyQuantiles(latest),
        sendLagMaxMs: lagMaxMs,
      }
      latest = []
      lagMaxMs = null
      takenAtMs = nowMs
      return progress
    },
  }
}

function phaseAt(phases: readonly Phase[], nowMs: number): string {
  let untilMs = 0
  for (const phase of phases) {
    untilMs += phase.durationMs
    if (nowMs < untilMs) return phase.name
  }
  return phases.at(-1)?.name ?? ''
}
