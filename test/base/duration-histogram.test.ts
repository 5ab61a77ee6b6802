import fc from 'fast-check'
import { expect, test } from 'vitest'
import { durationHistogram } from '../../src/base/duration-histogram.ts'

test('a quantile of the histogram is within 0.1 % of the value of that rank', () => {
  const lags = fc.array(fc.double({ min: 0.001, max: 80_000_000, noNaN: true }), { minLength: 1, maxLength: 200 })
  fc.assert(
    fc.property(lags, fc.double({ min: 0, max: 1, noNaN: true }), (values, p) => {
      const histogram = durationHistogram()
      for (const value of values) histogram.add(value)
      const truth = values.toSorted((a, b) => a - b)[Math.max(1, Math.ceil(p * values.length)) - 1] as number
      expect(Math.abs((histogram.quantile(p) as number) / truth - 1)).toBeLessThan(0.001001)
      expect(histogram.max()).toBe(Math.max(...values))
    }),
    { numRuns: 300, seed: 1 },
  )
})

test('an empty histogram has no quantiles, and lags under a microsecond count as none', () => {
  expect(durationHistogram().quantile(0.5)).toBeNull()
  expect(durationHistogram().max()).toBeNull()
  const histogram = durationHistogram()
  histogram.add(0)
  expect([histogram.quantile(0.99), histogram.max()]).toEqual([0, 0])
})

test('merged histograms have the quantiles of all values together, which averaged quantiles do not', () => {
  const parts = fc.array(fc.array(fc.double({ min: 0.001, max: 100_000, noNaN: true }), { minLength: 1, maxLength: 100 }), {
    minLength: 2,
    maxLength: 5,
  })
  fc.assert(
    fc.property(parts, fc.double({ min: 0, max: 1, noNaN: true }), (lists, p) => {
      const merged = durationHistogram()
      const pooled = durationHistogram()
      for (const values of lists) {
        const own = durationHistogram()
        for (const value of values) {
          own.add(value)
          pooled.add(value)
        }
        merged.merge(JSON.parse(JSON.stringify(own.stored())))
      }
      expect(merged.stored()).toEqual(pooled.stored())
      const sorted = lists.flat().sort((a, b) => a - b)
      const truth = sorted[Math.max(1, Math.ceil(p * sorted.length)) - 1] as number
      expect(Math.abs((merged.quantile(p) as number) / truth - 1)).toBeLessThan(0.001001)
    }),
    { numRuns: 200, seed: 1 },
  )
  const [quick, slow] = [durationHistogram(), durationHistogram()]
  for (let index = 0; index < 99; index++) quick.add(1)
  slow.add(1000)
  quick.merge(slow.stored())
  expect(quick.quantile(0.99)).toBeCloseTo(1, 2)
  expect(quick.max()).toBe(1000)
})
