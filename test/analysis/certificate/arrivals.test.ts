import fc from 'fast-check'
import { expect, test } from 'vitest'
import { phaseArrivals } from '../../../src/analysis/certificate/arrivals.ts'
import type { RequestColumns } from '../../../src/analysis/records.ts'
import { type Random, seededRandom } from '../../../src/base/random.ts'
import { outcomes } from '../../../src/dataset/index.ts'

const untilMs = 100_000
const rate = 50

/** One phase with requests intended at these instants and sent so much later. */
function arrivals(intended: readonly number[], lagMs: (atMs: number) => number = () => 0) {
  const none = new Float64Array(intended.length)
  const columns: RequestColumns = {
    count: intended.length,
    phase: none,
    phases: ['steady'],
    request: none,
    requests: [],
    replica: none,
    replicas: ['r1'],
    outcome: new Uint8Array(intended.length),
    outcomes,
    intendedMs: Float64Array.from(intended),
    sentMs: Float64Array.from(intended, (atMs) => atMs + lagMs(atMs)),
    endMs: none,
    decodeMs: none,
    queueMs: none,
    inferMs: none,
    encodeMs: none,
  }
  const rows = Uint32Array.from(intended, (_, row) => row)
  const demand = { kind: 'rate', arrivals: 'poisson', ratePerSecond: rate } as const
  return phaseArrivals({ columns, cancelled: outcomes.indexOf('cancelled') }, rows, {
    name: 'steady',
    warmup: false,
    demand,
    fromMs: 0,
    untilMs,
    plannedMs: untilMs,
  })
}

function renewal(gapMs: (random: Random) => number, seed = 1): number[] {
  const random = seededRandom(seed, 'gaps')
  const result: number[] = []
  for (let atMs = gapMs(random); atMs < untilMs; atMs += gapMs(random)) result.push(atMs)
  return result
}

const exponential = (meanMs: number) => (random: Random) => -Math.log(1 - random.next()) * meanMs

test('evenly spaced arrivals have no variation, and their gaps are not compared', () => {
  const even = arrivals(Array.from({ length: 5000 }, (_, index) => index * 20))
  expect(even.asked).toMatchObject({ count: 5000, perSecond: 50 })
  expect(even.asked.gapCv).toBeCloseTo(0, 9)
  expect(even.asked.dispersion).toBeCloseTo(0, 2)
  expect(even.gapDistance).toBeNull()
})

test('Poisson arrivals have variation and dispersion of one, and delivered as asked their distance is zero', () => {
  const { asked, delivered, gapDistance } = arrivals(renewal(exponential(1000 / rate)))
  expect(asked.gapCv).toBeGreaterThan(0.95)
  expect(asked.gapCv).toBeLessThan(1.05)
  expect(asked.dispersion).toBeGreaterThan(0.5)
  expect(asked.dispersion).toBeLessThan(1.7)
  expect(delivered).toEqual(asked)
  expect(gapDistance).toBe(0)
})

test('requests that leave in bursts every second are seen as such', () => {
  const burst = arrivals(renewal(exponential(1000 / rate)), (atMs) => Math.ceil(atMs / 1000) * 1000 - atMs)
  expect(burst.delivered.dispersion as number).toBeGreaterThan(2 * (burst.asked.dispersion as number))
  expect(burst.gapDistance as number).toBeGreaterThan(0.5)
  expect(burst.gapDistance as number).toBeGreaterThan(burst.gapDistanceByChance as number)
})

test('what is sent after the end of the phase is not delivered, and what was called off was not asked for', () => {
  const late = arrivals([1000, 2000, 99_990], (atMs) => (atMs > 99_000 ? 20 : 0))
  expect([late.asked.count, late.delivered.count]).toEqual([3, 2])
})

test('two samples of one distribution are no further apart than chance allows, nearly always', () => {
  let apart = 0
  const runs = 100
  for (let seed = 1; seed <= runs; seed++) {
    const other = renewal(exponential(1000 / rate), seed + 1000)
    const one = renewal(exponential(1000 / rate), seed).slice(0, other.length)
    const compared = arrivals(one, (atMs) => (other[one.indexOf(atMs)] ?? atMs) - atMs)
    if ((compared.gapDistance as number) > (compared.gapDistanceByChance as number)) apart++
  }
  expect(apart).toBeLessThan(6)
})

test('no arrivals at all, or few of them, give no shape and no fault', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: untilMs, noNaN: true }), { maxLength: 30 }), (instants) => {
      const { asked, gapDistance } = arrivals(instants.toSorted((a, b) => a - b))
      expect(asked.dispersion).toBeNull()
      expect(gapDistance).toBeNull()
    }),
    { seed: 1 },
  )
})
