import type { Clock } from '../base/effects.ts'
import { sinceOriginMs } from '../base/origin.ts'
import { type Random, seededRandom } from '../base/random.ts'
import type { Demand } from '../spec/index.ts'
import type { BuiltModel, FedBatch, ReplicaCommand, ReplicaMessage } from './contract.ts'
import { fedRequests } from './fed-requests.ts'
import type { ServingMetrics } from './metrics/serving-metrics.ts'
import { stepMeter } from './metrics/step-meter.ts'
import type { Inference } from './model/model-process.ts'
import type { ModelQueue } from './model/model-queue.ts'
import type { Service } from './service/service.ts'

export type FeedCommand = Extract<ReplicaCommand, { type: 'feed' }>

/** What a replica feeds, and where its inferences are counted. */
interface Fed {
  model: BuiltModel
  queue: ModelQueue
  service: Service | null
  metrics: ServingMetrics
}

/** Inferences under way at once: one runs and one waits right behind it. */
const underWayAtMost = 2
const reportEveryMs = 250

/**
 * Feeds the model by one command: an inference at each intended instant of the window, late ones late, or flat out. What could not be begun
 * before the window's end is told as never begun. Tells its rows as they come, and `fed-over` when the last one is told. When the signal
 * aborts, what is not yet begun is let go.
 */
export async function feedItself(
  command: FeedCommand,
  { model, queue, service, metrics }: Fed,
  say: (message: ReplicaMessage) => Promise<void>,
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  const { phase, seed, untilMs } = command
  const nextRequest = fedRequests(model, service, seed)
  const origin = { monotonicNs: BigInt(command.originNs) }
  const originMs = Number(origin.monotonicNs) / 1e6
  const nowMs = () => sinceOriginMs(origin, clock)
  const rows = fedRows(phase)
  const report = () => {
    const batch = rows.take()
    if (batch) void say({ type: 'fed', batch })
  }
  const reporting = setInterval(report, reportEveryMs)
  const underWay = new Set<Promise<void>>()
  const begin = (intendedMs: number) => {
    const inference = feedOne(intendedMs).finally(() => underWay.delete(inference))
    underWay.add(inference)
  }
  const feedOne = async (intendedMs: number) => {
    const beganMs = nowMs()
    const meter = stepMeter()
    try {
      const { inputs, answer } = await nextRequest(meter)
      const decodedMs = nowMs()
      const ended = await new Promise<Inference>((resolve) => queue.add({ inputs, onEnd: resolve }))
      if (ended.kind === 'failed') throw new Error(ended.message)
      const [startedMs, endedMs] = [ended.startedMs - originMs, ended.endedMs - originMs]
      meter.time('answer', () => answer(ended.outputs))
      for (const [index, step] of queue.steps.entries()) meter.add(step, ended.stepsMs[index] ?? 0)
      const stages = { decode: decodedMs - beganMs, queue: startedMs - decodedMs, infer: endedMs - startedMs, encode: nowMs() - endedMs }
      metrics.count('ok')
      metrics.answered(stages, meter.taken)
      rows.add(intendedMs, startedMs, endedMs, true)
    } catch {
      metrics.count('failed')
      rows.add(intendedMs, beganMs, nowMs(), false)
    }
  }

  try {
    const flatOut = command.demand.kind !== 'rate'
    const instants = instantsOf(command.demand, command.fromMs, untilMs, seededRandom(seed, 'arrivals'))
    await reach(command.fromMs, nowMs, clock, signal)
    for (;;) {
      const intendedMs = flatOut ? nowMs() : instants.next().value
      if (intendedMs === undefined || intendedMs >= untilMs) break
      await reach(intendedMs, nowMs, clock, signal)
      if (nowMs() < untilMs) begin(intendedMs)
      else rows.add(intendedMs, Number.NaN, Number.NaN, false)
      if (underWay.size >= underWayAtMost) await Promise.race(underWay)
      if (signal.aborted) break
    }
  } catch (error) {
    if (!signal.aborted) throw error
  } finally {
    await Promise.all(underWay)
    clearInterval(reporting)
    report()
    await say({ type: 'fed-over' })
  }
}

/** The intended instants of a rate, from the start of a window to its end. */
function* instantsOf(demand: Demand, fromMs: number, untilMs: number, random: Random): Generator<number, undefined> {
  if (demand.kind !== 'rate') return
  const meanGapMs = 1000 / demand.ratePerSecond
  if (demand.arrivals === 'constant') {
    for (let index = 0; fromMs + index * meanGapMs < untilMs; index++) yield fromMs + index * meanGapMs
    return
  }
  for (let atMs = fromMs; ; ) {
    atMs -= Math.log(1 - random.next()) * meanGapMs
    if (atMs >= untilMs) return
    yield atMs
  }
}

async function reach(atMs: number, nowMs: () => number, clock: Clock, signal: AbortSignal): Promise<void> {
  for (let leftMs = atMs - nowMs(); leftMs > 0; leftMs = atMs - nowMs()) {
    if (leftMs > 1.5) await clock.sleep(leftMs - 1, signal)
    else await new Promise((resolve) => setImmediate(resolve))
  }
  signal.throwIfAborted()
}

/** Rows as they gather between two reports. */
function fedRows(phase: number) {
  let rows: { intendedMs: number; startedMs: number; endedMs: number; good: boolean }[] = []
  return {
    add: (intendedMs: number, startedMs: number, endedMs: number, good: boolean) =>
      void rows.push({ intendedMs, startedMs, endedMs, good }),
    take(): FedBatch | null {
      const taken = rows
      rows = []
      if (taken.length === 0) return null
      return {
        phase,
        intendedMs: Float64Array.from(taken, (row) => row.intendedMs),
        startedMs: Float64Array.from(taken, (row) => row.startedMs),
        endedMs: Float64Array.from(taken, (row) => row.endedMs),
        good: Uint8Array.from(taken, (row) => Number(row.good)),
      }
    },
  }
}
