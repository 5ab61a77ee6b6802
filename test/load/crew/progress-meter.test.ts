import fc from 'fast-check'
import { expect, test } from 'vitest'
import { quantileOfSorted } from '../../../src/base/quantile.ts'
import { outcomes, type RequestBatch } from '../../../src/dataset/index.ts'
import { progressMeter } from '../../../src/load/crew/progress-meter.ts'
import type { Beat } from '../../../src/load/driver/messages.ts'

const ok = outcomes.indexOf('ok')
const batch = (latenciesMs: number[]): RequestBatch =>
  ({
    count: latenciesMs.length,
    outcome: new Uint8Array(latenciesMs.length).fill(ok),
    intendedMs: new Float64Array(latenciesMs.length),
    endMs: Float64Array.from(latenciesMs),
  }) as RequestBatch
const beat = (atMs: number, ended: number, sendLagMaxMs: number | null = null): Beat => {
  return { atMs, phase: 'main', intended: ended + 3, sent: ended + 2, ended, failed: 1, inFlight: 2, sendLagMaxMs }
}

test('percentiles over drivers come from the pooled rows, whoever had how many', () => {
  const latencies = fc.array(fc.double({ min: 0, max: 1e5, noNaN: true }), { maxLength: 50 })
  fc.assert(
    fc.property(fc.array(latencies, { minLength: 1, maxLength: 8 }), (parts) => {
      const meter = progressMeter(parts.length)
      for (const part of parts) meter.add(batch(part))
      const told = parts.map((part, driver) => meter.take(driver, beat(1000, part.length)))
      expect(told.slice(0, -1)).toEqual(parts.slice(1).map(() => null))
      const pooled = parts.flat().sort((a, b) => a - b)
      expect(told.at(-1)).toEqual({
        phase: 'main',
        intended: pooled.length + 3 * parts.length,
        sent: pooled.length + 2 * parts.length,
        ended: pooled.length,
        failed: parts.length,
        inFlight: 2 * parts.length,
        ratePerSecond: pooled.length,
        latencyP50Ms: quantileOfSorted(pooled, 0.5),
        latencyP95Ms: quantileOfSorted(pooled, 0.95),
        latencyP99Ms: quantileOfSorted(pooled, 0.99),
        sendLagMaxMs: null,
      })
    }),
    { seed: 1 },
  )
})

test('a driver that is over keeps its totals in the sum and is not waited for, and the longest lag is that of any since the last time', () => {
  const meter = progressMeter(3)
  expect(meter.take(0, beat(1000, 10, 5))).toBeNull()
  expect(meter.take(0, beat(2000, 15, 2))).toBeNull()
  expect(meter.take(1, beat(1500, 20, 1), 'over')).toBeNull()
  expect(meter.take(2, beat(2000, 30))).toMatchObject({ ended: 65, ratePerSecond: 32.5, sendLagMaxMs: 5 })
  expect(meter.take(0, beat(3000, 25, 1))).toBeNull()
  expect(meter.take(2, beat(3000, 40))).toMatchObject({ ended: 85, ratePerSecond: 20, sendLagMaxMs: 1, latencyP99Ms: null })
  expect(meter.take(0, beat(3100, 25), 'over')).toBeNull()
  expect(meter.take(2, beat(3200, 40), 'over')).toBeNull()
})
