import fc from 'fast-check'
import { expect, test } from 'vitest'
import { arrivalsOf, scheduleOf } from '../../../src/load/index.ts'
import { operationalTime } from '../../../src/load/schedule/operational-time.ts'
import type { Arrivals, Demand, RateShape } from '../../../src/spec/index.ts'
import { demandOf } from '../../../src/spec/rules/demand.ts'
import { ksDistance, regularizedGamma } from './distributions.ts'

type RateDemand = Extract<Demand, { kind: 'rate' }>

const durationMs = 200_000

/** A demand as the experiment file makes it, so that its mean is what the file's rules compute. */
function demand(rate: object | number, arrivals: Arrivals = { arrivals: 'poisson' }, ms = durationMs): RateDemand {
  const phase = { name: 'a', duration: ms, warmup: false, rate }
  const made = demandOf({ kind: 'open', arrivals: 'poisson' } as never, phase as never)
  return { ...(made as RateDemand), ...arrivals }
}

const rates = fc
  .array(fc.double({ min: 0, max: 500, noNaN: true }), { minLength: 2, maxLength: 12 })
  .filter((all) => Math.max(...all) > 0.1)
const shapes = fc.oneof(
  fc.double({ min: 0.1, max: 500, noNaN: true }),
  rates.map((ramp) => ({ ramp })),
  rates.map((steps) => ({ steps })),
  rates.map((profile) => ({ profile })),
  fc
    .tuple(fc.double({ min: 0.1, max: 500, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }), fc.integer({ min: 1, max: 60_000 }))
    .map(([mean, share, period]) => ({ sine: { mean, amplitude: mean * share, period } })),
)
const processes: fc.Arbitrary<Arrivals> = fc.oneof(
  fc.constantFrom<Arrivals>({ arrivals: 'constant' }, { arrivals: 'poisson' }),
  fc.double({ min: 0.01, max: 100, noNaN: true }).map((burstiness): Arrivals => ({ arrivals: 'gamma', burstiness })),
  fc
    .tuple(fc.double({ min: 1, max: 100, noNaN: true }), fc.integer({ min: 1, max: 5000 }), fc.integer({ min: 1, max: 5000 }))
    .map(([ratio, calmMs, burstMs]): Arrivals => ({ arrivals: 'mmpp2', bursts: { ratio, calmMs, burstMs } })),
)

test('operational time and the clock are each other’s inverse, and its end is what the mean rate expects', () => {
  fc.assert(
    fc.property(shapes, fc.integer({ min: 1, max: 100_000 }), fc.double({ min: 0, max: 1, noNaN: true }), (rate, ms, share) => {
      const asked = demand(rate, undefined, ms)
      const time = operationalTime(asked, ms)
      const scale = Math.max(time.total, 1e-3)
      expect(Math.abs(time.total - (asked.ratePerSecond * ms) / 1000) / scale).toBeLessThan(1e-9)
      expect(Math.abs(time.expectedAt(ms) - time.total) / scale).toBeLessThan(1e-9)
      const atMs = time.instantOf(share * time.total)
      expect(atMs).toBeGreaterThanOrEqual(0)
      expect(atMs).toBeLessThanOrEqual(ms * (1 + 1e-12))
      expect(Math.abs(time.expectedAt(atMs) - share * time.total) / scale).toBeLessThan(1e-7)
    }),
    { numRuns: 2000, seed: 1 },
  )
})

test('whatever the shape and the process, arrivals are sorted, lie within the phase and depend on nothing but their arguments', () => {
  fc.assert(
    fc.property(shapes, processes, fc.nat(1e7), fc.integer({ min: 1, max: 5000 }), fc.integer(), (rate, process, fromMs, ms, seed) => {
      const asked = demand(rate, process, ms)
      const window = { fromMs, untilMs: fromMs + ms }
      const arrivals = arrivalsOf(asked, window, seed, 'p')
      expect(arrivals).toEqual(arrivalsOf(asked, window, seed, 'p'))
      for (const [index, atMs] of arrivals.entries()) {
        if (!(atMs >= (arrivals[index - 1] ?? fromMs) && atMs < window.untilMs)) expect.unreachable(`arrival ${index} at ${atMs}`)
      }
      if (process.arrivals === 'constant') expect(Math.abs(arrivals.length - (asked.ratePerSecond * ms) / 1000)).toBeLessThan(1.001)
    }),
    { numRuns: 500, seed: 1 },
  )
})

test('evenly spaced arrivals of a ramp come at the instants where so many are expected', () => {
  const ramp = arrivalsOf(demand({ ramp: [0, 20] }, { arrivals: 'constant' }, 10_000), { fromMs: 500, untilMs: 10_500 }, 1, 'a')
  expect(ramp).toHaveLength(100)
  for (const [index, atMs] of ramp.entries()) expect(atMs).toBeCloseTo(500 + 1000 * Math.sqrt(index), 9)
  const steps = arrivalsOf(demand({ steps: [0, 2, 4] }, { arrivals: 'constant' }, 3000), { fromMs: 0, untilMs: 3000 }, 1, 'a')
  expect([...steps]).toEqual([1000, 1500, 2000, 2250, 2500, 2750])
})

test('a profile goes through its rates in the middle of their parts, and its end meets its beginning', () => {
  const time = operationalTime(demand({ profile: [10, 30] }, undefined, 4000), 4000)
  const rateAt = (ms: number) => (time.expectedAt(ms + 0.01) - time.expectedAt(ms - 0.01)) / 0.02e-3
  for (const [ms, rate] of [
    [0.02, 20],
    [1000, 10],
    [2000, 20],
    [3000, 30],
    [3999.98, 20],
  ] as const)
    expect(rateAt(ms)).toBeCloseTo(rate, 1)
})

const changing = { sine: { mean: 100, amplitude: 90, period: 7000 } }

test.each([
  ['poisson', { arrivals: 'poisson' }, 1],
  ['gamma of burstiness 4', { arrivals: 'gamma', burstiness: 4 }, 4],
  ['gamma of burstiness 0.25', { arrivals: 'gamma', burstiness: 0.25 }, 0.25],
  ['mmpp2', { arrivals: 'mmpp2', bursts: { ratio: 5, calmMs: 300, burstMs: 100 } }, 40],
] as [string, Arrivals, number][])('as many %s arrivals come as are expected, in each half of any shape', (_, process, dispersion) => {
  for (const [index, rate] of [100, { ramp: [0, 200] }, { steps: [50, 150] }, { profile: [10, 190, 100] }, changing].entries()) {
    const asked = demand(rate, process)
    const time = operationalTime(asked, durationMs)
    const arrivals = arrivalsOf(asked, { fromMs: 0, untilMs: durationMs }, 11 + index, 'a')
    const early = arrivals.filter((atMs) => atMs < durationMs / 2).length
    const expectedEarly = time.expectedAt(durationMs / 2)
    for (const [counted, expected] of [
      [early, expectedEarly],
      [arrivals.length - early, time.total - expectedEarly],
    ] as const)
      expect(Math.abs(counted - expected)).toBeLessThan(4 * Math.sqrt(expected * dispersion) + 4)
  }
})

test.each([
  ['exponential', { arrivals: 'poisson' }, 1],
  ['Gamma of shape 0.25', { arrivals: 'gamma', burstiness: 4 }, 0.25],
  ['Gamma of shape 5', { arrivals: 'gamma', burstiness: 0.2 }, 5],
] as [string, Arrivals, number][])('in operational time the gaps are %s, whatever the shape', (_, process, shape) => {
  const asked = demand(changing, process)
  const time = operationalTime(asked, durationMs)
  const at = arrivalsOf(asked, { fromMs: 0, untilMs: durationMs }, 3, 'a').map((ms) => time.expectedAt(ms))
  const gaps = at.slice(1).map((value, index) => value - (at[index] as number))
  expect(gaps.length).toBeGreaterThan(18_000)
  expect(ksDistance(gaps, (gap) => regularizedGamma(shape, gap * shape)) * Math.sqrt(gaps.length)).toBeLessThan(1.63)
})

/** Variance over mean of the counts in windows of a length. */
function dispersion(arrivals: Float64Array, windowMs: number, untilMs: number): number {
  const counts = new Float64Array(Math.floor(untilMs / windowMs))
  for (const atMs of arrivals) {
    const window = Math.floor(atMs / windowMs)
    if (window < counts.length) counts[window] = (counts[window] as number) + 1
  }
  const mean = counts.reduce((sum, count) => sum + count, 0) / counts.length
  return counts.reduce((sum, count) => sum + (count - mean) ** 2, 0) / (counts.length - 1) / mean
}

test('Gamma arrivals of burstiness 4 have an index of dispersion of 4', () => {
  const asked = demand(100, { arrivals: 'gamma', burstiness: 4 })
  const arrivals = arrivalsOf(asked, { fromMs: 0, untilMs: 4_000_000 }, 5, 'a')
  expect(dispersion(arrivals, 1000, 4_000_000)).toBeGreaterThan(3.6)
  expect(dispersion(arrivals, 1000, 4_000_000)).toBeLessThan(4.4)
})

test('the dispersion of MMPP2 arrivals is that of the closed form, in short windows and long ones', () => {
  const [ratio, calmMs, burstMs, rate] = [8, 400, 100, 200]
  const asked = demand(rate, { arrivals: 'mmpp2', bursts: { ratio, calmMs, burstMs } })
  const untilMs = 4_000_000
  const arrivals = arrivalsOf(asked, { fromMs: 0, untilMs }, 5, 'a')
  const calm = (rate * (calmMs + burstMs)) / (calmMs + ratio * burstMs)
  const [leaveCalm, leaveBurst, burst] = [1000 / calmMs, 1000 / burstMs, calm * ratio]
  const both = leaveCalm + leaveBurst
  const excess = (2 * leaveCalm * leaveBurst * (calm - burst) ** 2) / (both ** 2 * (calm * leaveBurst + burst * leaveCalm))
  for (const windowMs of [50, 500, 5000]) {
    const seconds = windowMs / 1000
    const truth = 1 + excess - (excess / (both * seconds)) * (1 - Math.exp(-both * seconds))
    expect(dispersion(arrivals, windowMs, untilMs) / truth).toBeGreaterThan(0.85)
    expect(dispersion(arrivals, windowMs, untilMs) / truth).toBeLessThan(1.15)
  }
})

test('a process has no beginning: the first second expects as many arrivals as any other', () => {
  for (const process of [
    { arrivals: 'gamma', burstiness: 10 },
    { arrivals: 'mmpp2', bursts: { ratio: 20, calmMs: 2000, burstMs: 500 } },
  ] as Arrivals[]) {
    const asked = demand(5, process)
    const counts = Array.from({ length: 4000 }, (_, seed) => arrivalsOf(asked, { fromMs: 0, untilMs: 1000 }, seed, 'a').length)
    const mean = counts.reduce((sum, count) => sum + count, 0) / counts.length
    const deviation = Math.sqrt(counts.reduce((sum, count) => sum + (count - mean) ** 2, 0) / counts.length)
    expect(Math.abs(mean - 5)).toBeLessThan((4 * deviation) / Math.sqrt(counts.length))
  }
})

test('a rate of zero is silent', () => {
  const shape: RateShape = { kind: 'steps', ratesPerSecond: [50, 0, 50] }
  const phases = [{ name: 'a', durationMs: 3000, warmup: false, demand: { ...demand(100 / 3), shape } }]
  for (const seed of [1, 2, 3])
    for (const atMs of scheduleOf({ phases }, seed)[0]?.arrivalsMs ?? []) expect(atMs < 1000 || atMs >= 2000).toBe(true)
})
