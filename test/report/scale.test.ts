import fc from 'fast-check'
import { expect, test } from 'vitest'
import { domainFromZero, linearScale, linearTicks, logDomain, logScale, timeTicks } from '../../src/report/chart/scale.ts'

test('ticks are round, rising and within the domain', () => {
  expect(linearTicks(0, 100, 5)).toEqual([0, 20, 40, 60, 80, 100])
  expect(linearTicks(0, 0.7, 4)).toEqual([0, 0.2, 0.4, 0.6])
  expect(timeTicks(90_000, 9)).toEqual([0, 10_000, 20_000, 30_000, 40_000, 50_000, 60_000, 70_000, 80_000, 90_000])
  fc.assert(
    fc.property(fc.double({ min: 1e-6, max: 1e12, noNaN: true }), fc.integer({ min: 1, max: 12 }), (largest, count) => {
      const [from, to] = domainFromZero(largest)
      expect(to).toBeGreaterThanOrEqual(largest)
      const ticks = linearTicks(from, to, count)
      expect(ticks.length).toBeLessThanOrEqual(count + 1)
      expect(
        ticks.every((tick, index) => tick >= from && tick <= to * 1.0001 && (index === 0 || tick > (ticks[index - 1] as number))),
      ).toBe(true)
    }),
  )
})

test('a logarithmic scale keeps order, ends where it should, and has few ticks over any range', () => {
  fc.assert(
    fc.property(fc.double({ min: 1e-4, max: 1e5, noNaN: true }), fc.double({ min: 1, max: 1e6, noNaN: true }), (smallest, factor) => {
      const domain = logDomain(smallest, smallest * factor)
      const scale = logScale(domain, [0, 100], 8)
      expect(scale.at(domain[0])).toBeCloseTo(0)
      expect(scale.at(domain[1])).toBeCloseTo(100)
      expect(scale.ticks.length).toBeLessThanOrEqual(14)
    }),
  )
})

test('an empty or flat domain still gives finite pixels', () => {
  expect(domainFromZero(0)).toEqual([0, 1])
  expect(linearScale([0, 0], [0, 10], 5).at(0)).toBe(0)
  expect(timeTicks(0, 5)).toEqual([0])
})
