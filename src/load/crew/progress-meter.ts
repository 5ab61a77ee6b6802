import { quantileOfSorted } from '../../base/quantile.ts'
import { type LoadProgress, outcomes, type RequestBatch } from '../../dataset/index.ts'
import type { Beat } from '../driver/messages.ts'

/** Turns rows and beats of some drivers into the progress of their load. */
interface ProgressMeter {
  add(batch: RequestBatch): void
  /** Takes a driver's beat, its last one if it is over. Returns progress once each driver that is not over has beaten since the last time, else null. */
  take(driver: number, beat: Beat, over?: 'over'): LoadProgress | null
}

const ok = outcomes.indexOf('ok')
const totals = ['intended', 'sent', 'ended', 'failed', 'inFlight'] as const

/** Starts to measure: latencies are those of all good answers since the last progress, whichever driver they came to, and the rate is how many requests ended. */
export function progressMeter(drivers: number): ProgressMeter {
  const driving = new Set(Array.from({ length: drivers }, (_, driver) => driver))
  const awaited = new Set(driving)
  const latest = new Map<number, Beat>()
  let latenciesMs: number[] = []
  let sendLagMaxMs: number | null = null
  let previous = { atMs: 0, ended: 0 }

  const progressOf = ({ phase, atMs }: Beat): LoadProgress => {
    const sums = { intended: 0, sent: 0, ended: 0, failed: 0, inFlight: 0 }
    for (const beat of latest.values()) for (const key of totals) sums[key] += beat[key]
    const ratePerSecond = ((sums.ended - previous.ended) / (atMs - previous.atMs)) * 1000
    const progress = { phase, ...sums, ratePerSecond, ...latencyQuantiles(latenciesMs), sendLagMaxMs }
    previous = { atMs, ended: sums.ended }
    latenciesMs = []
    sendLagMaxMs = null
    for (const driver of driving) awaited.add(driver)
    return progress
  }

  return {
    add({ count, outcome, intendedMs, endMs }) {
      for (let row = 0; row < count; row++) {
        if (outcome[row] === ok) latenciesMs.push((endMs[row] as number) - (intendedMs[row] as number))
      }
    },
    take(driver, beat, over) {
      latest.set(driver, beat)
      if (beat.sendLagMaxMs !== null) sendLagMaxMs = Math.max(sendLagMaxMs ?? 0, beat.sendLagMaxMs)
      if (over) driving.delete(driver)
      awaited.delete(driver)
      return awaited.size === 0 && driving.size > 0 ? progressOf(beat) : null
    },
  }
}

/** The latencies of the last second as progress tells them; they are sorted in place. */
export function latencyQuantiles(valuesMs: number[]): Pick<LoadProgress, 'latencyP50Ms' | 'latencyP95Ms' | 'latencyP99Ms'> {
  valuesMs.sort((a, b) => a - b)
  const at = (p: number) => quantileOfSorted(valuesMs, p)
  return { latencyP50Ms: at(0.5), latencyP95Ms: at(0.95), latencyP99Ms: at(0.99) }
}
