import { durationHistogram } from '../../base/duration-histogram.ts'
import { type DriverRecord, outcomes, type RequestBatch } from '../../dataset/index.ts'
import type { LoadOutcome } from '../contract.ts'

/** Builds what a driver says of its load while its rows come by. */
export interface DriverRecordBuilder {
  add(batch: RequestBatch): void
  /** `outcome` is what the driver knows of itself: null when it could not tell, because it failed. */
  finish(outcome: LoadOutcome | null): DriverRecord
}

/** Starts a record; the quantiles of its send lag are off by at most 0.1 %, its maximum is exact. */
export function driverRecordBuilder(): DriverRecordBuilder {
  const lags = durationHistogram()
  const counts = new Map<string, number>(outcomes.map((outcome) => [outcome, 0]))
  const seen = { intended: 0, sent: 0 }
  return {
    add({ count, intendedMs, sentMs, outcome }) {
      seen.intended += count
      for (let row = 0; row < count; row++) {
        const name = outcomes[outcome[row] as number] as string
        counts.set(name, (counts.get(name) ?? 0) + 1)
        const lagMs = (sentMs[row] as number) - (intendedMs[row] as number)
        if (Number.isNaN(lagMs)) continue
        seen.sent++
        lags.add(lagMs)
      }
    },
    finish(outcome) {
      const [p50, p99, max] = [lags.quantile(0.5), lags.quantile(0.99), lags.max()]
      const sendLagMs = p50 === null || p99 === null || max === null ? null : { p50, p99, max }
      const told = { version: 1, sendLagMs, outcomes: Object.fromEntries(counts) } as const
      if (outcome === null) return { ...told, complete: false, ...seen, driver: null }
      const { complete, intended, sent, ...driver } = outcome
      return { ...told, complete, intended, sent, driver }
    },
  }
}
