import { quantileOfSorted } from '../base/quantile.ts'
import { type LoadProgress, outcomes, type RequestBatch } from '../dataset/index.ts'
import type { Beat } from './messages.ts'

const ok = outcomes.indexOf('ok')

/** Turns rows and beats of a driver into progress: its latencies are those of the good answers since the last beat, its rate is how many requests ended. */
export function progressMeter(): { add(batch: RequestBatch): void; take(beat: Beat): LoadProgress } {
  let latenciesMs: number[] = []
  let previous = { atMs: 0, ended: 0 }
  return {
    add({ count, outcome, intendedMs, endMs }) {
      for (let row = 0; row < count; row++) {
        if (outcome[row] === ok) latenciesMs.push((endMs[row] as number) - (intendedMs[row] as number))
      }
    },
    take({ atMs, phase, intended, sent, ended, failed, inFlight, sendLagMaxMs }) {
      latenciesMs.sort((a, b) => a - b)
      const progress = {
        phase,
        intended,
        sent,
        ended,
        failed,
        inFlight,
        sendLagMaxMs,
        ratePerSecond: ((ended - previous.ended) / (atMs - previous.atMs)) * 1000,
        latencyP50Ms: quantileOfSorted(latenciesMs, 0.5),
        latencyP95Ms: quantileOfSorted(latenciesMs, 0.95),
      }
      latenciesMs = []
      previous = { atMs, ended }
      return progress
    },
  }
}
