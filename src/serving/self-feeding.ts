import type { Clock } from '../base/effects.ts'
import { sinceOriginMs } from '../base/origin.ts'
import { type Random, seededRandom } from '../base/random.ts'
import type { Demand } from '../spec/index.ts'
import type { FedBatch, ReplicaCommand, ReplicaMessage } from './contract.ts'
import type { ModelQueue } from './model/model-queue.ts'
import { sampleInputs } from './model/sample-inputs.ts'

export type FeedCommand = Extract<ReplicaCommand, { type: 'feed' }>

/** Different inputs that a replica makes for itself, and uses in turn. */
const inputCount = 4
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
  queue: ModelQueue,
  say: (message: ReplicaMessage) => Promise<void>,
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  const { phase, seed, untilMs } = command
  const inputs = Array.from({ length: inputCount }, (_, index) => sampleInputs(queue.inputs, seed, `fed/${index}`))
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
  let count = 0
  const begin = (intendedMs: number) => {
    const beganMs = nowMs()
    const inference = new Promise<void>((resolve) => {
      queue.add({
        inputs: inputs[count++ % inputCount] ?? [],
        onEnd(ended) {
          if (ended.kind === 'answer') rows.add(intendedMs, ended.startedMs - originMs, ended.endedMs - originMs, true)
          else rows.add(intendedMs, beganMs, nowMs(), false)
          resolve()
        },
      })
    })
    underWay.add(inference)
    void inference.then(() => underWay.delete(inference))
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
