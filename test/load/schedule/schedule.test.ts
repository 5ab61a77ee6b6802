import fc from 'fast-check'
import { expect, test } from 'vitest'
import { arrivalsOf, scheduleOf } from '../../../src/load/index.ts'
import type { Phase } from '../../../src/spec/index.ts'

const poisson = (ratePerSecond: number) => ({ kind: 'rate', arrivals: 'poisson', ratePerSecond }) as const
const constant = (ratePerSecond: number) => ({ kind: 'rate', arrivals: 'constant', ratePerSecond }) as const

test('constant arrivals are evenly spaced from the start of the phase and exactly rate × duration in number', () => {
  expect([...arrivalsOf(constant(4), { fromMs: 1000, untilMs: 2000 }, 1, 'a')]).toEqual([1000, 1250, 1500, 1750])
  expect(arrivalsOf(constant(500), { fromMs: 0, untilMs: 10_000 }, 1, 'a')).toHaveLength(5000)
  expect(arrivalsOf(constant(0.1), { fromMs: 0, untilMs: 30_000 }, 1, 'a')).toHaveLength(3)
  expect([...arrivalsOf(constant(0.4), { fromMs: 0, untilMs: 1000 }, 1, 'a')]).toEqual([0])
})

test('gaps of Poisson arrivals follow the exponential distribution', () => {
  const ratePerSecond = 200
  const arrivals = arrivalsOf(poisson(ratePerSecond), { fromMs: 0, untilMs: 100_000 }, 42, 'arrivals/0')
  const gaps = Float64Array.from(arrivals, (atMs, index) => atMs - (index === 0 ? 0 : (arrivals[index - 1] as number))).sort()
  const n = gaps.length
  expect(Math.abs(n - 20_000)).toBeLessThan(4 * Math.sqrt(20_000))
  let distance = 0
  for (const [index, gap] of gaps.entries()) {
    const truth = 1 - Math.exp((-gap * ratePerSecond) / 1000)
    distance = Math.max(distance, truth - index / n, (index + 1) / n - truth)
  }
  expect(distance * Math.sqrt(n)).toBeLessThan(1.63)
  const mean = gaps.reduce((sum, gap) => sum + gap, 0) / n
  const deviation = Math.sqrt(gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / n)
  expect(deviation / mean).toBeGreaterThan(0.97)
  expect(deviation / mean).toBeLessThan(1.03)
})

test('counts of Poisson arrivals vary from second to second as much as their mean', () => {
  const counts = new Float64Array(500)
  for (const atMs of arrivalsOf(poisson(100), { fromMs: 0, untilMs: 500_000 }, 7, 'x')) {
    const second = Math.floor(atMs / 1000)
    counts[second] = (counts[second] as number) + 1
  }
  const mean = counts.reduce((sum, count) => sum + count, 0) / counts.length
  const variance = counts.reduce((sum, count) => sum + (count - mean) ** 2, 0) / counts.length
  expect(variance / mean).toBeGreaterThan(0.8)
  expect(variance / mean).toBeLessThan(1.2)
})

test('arrivals are sorted, lie within the phase and depend on nothing but their arguments', () => {
  const demands = fc.oneof(
    fc.double({ min: 0.01, max: 2000, noNaN: true }).map(constant),
    fc.double({ min: 0.01, max: 2000, noNaN: true }).map(poisson),
  )
  const windows = fc.tuple(fc.nat(1e7), fc.integer({ min: 1, max: 5000 }))
  fc.assert(
    fc.property(demands, windows, fc.integer(), (demand, [fromMs, durationMs], seed) => {
      const window = { fromMs, untilMs: fromMs + durationMs }
      const arrivals = arrivalsOf(demand, window, seed, 'p')
      expect(arrivals).toEqual(arrivalsOf(demand, window, seed, 'p'))
      for (const [index, atMs] of arrivals.entries()) {
        if (!(atMs >= (arrivals[index - 1] ?? fromMs) && atMs < window.untilMs)) expect.unreachable(`arrival ${index} at ${atMs}`)
      }
      const expected = (demand.ratePerSecond * durationMs) / 1000
      if (demand.arrivals === 'constant') expect(arrivals.length).toBe(Math.ceil(expected - 1e-9))
      else expect(Math.abs(arrivals.length - expected)).toBeLessThan(8 * Math.sqrt(expected) + 16)
    }),
    { numRuns: 300, seed: 1 },
  )
})

test('phases follow each other, and a changed phase leaves the arrivals of the others as they were', () => {
  const phases = (rate: number): Phase[] => [
    { name: 'a', durationMs: 1000, warmup: true, demand: poisson(rate) },
    { name: 'b', durationMs: 2000, warmup: false, demand: { kind: 'clients', clients: 3 } },
    { name: 'c', durationMs: 1000, warmup: false, demand: poisson(50) },
  ]
  const [slow, fast] = [scheduleOf({ phases: phases(10) }, 5), scheduleOf({ phases: phases(100) }, 5)]
  expect(slow.map(({ fromMs, untilMs }) => [fromMs, untilMs])).toEqual([
    [0, 1000],
    [1000, 3000],
    [3000, 4000],
  ])
  expect(slow[0]?.arrivalsMs).not.toEqual(fast[0]?.arrivalsMs)
  expect(slow[1]?.arrivalsMs).toHaveLength(0)
  expect(slow[2]?.arrivalsMs).toEqual(fast[2]?.arrivalsMs)
  expect(scheduleOf({ phases: phases(10) }, 6)[2]?.arrivalsMs).not.toEqual(slow[2]?.arrivalsMs)
})
