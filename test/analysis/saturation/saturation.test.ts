import { describe, expect, test } from 'vitest'
import type { Estimate } from '../../../src/analysis/estimates/estimate.ts'
import type { LoadLevel } from '../../../src/analysis/saturation/level.ts'
import type { Saturation, SaturationOutcome } from '../../../src/analysis/saturation/outcome.ts'
import { saturationOf } from '../../../src/analysis/saturation/saturation.ts'
import { nextNormal, type Random, seededRandom } from '../../../src/base/random.ts'
import { exponential, sweepLevels } from './simulated-sweep.ts'

const trials = 30
const climb = [5, 11, 17, 23, 29, 35, 41, 47, 53, 59]

const outcomeOf = (levels: readonly LoadLevel[], circumstances = {}) => saturationOf(levels, circumstances).outcome as SaturationOutcome
const holds = ({ low, high }: Estimate, truth: number) => (low as number) <= truth && truth <= (high ?? Infinity)

/** What is found in trials of a sweep that ends with its first step that fell short. */
function found(queue: { servers: number; serviceMs(random: Random, rate: number): number }): Saturation[] {
  return Array.from({ length: trials }, (_, trial) => {
    const levels = sweepLevels({ seed: trial + 1, ratesPerSecond: climb, stepMs: 30_000, ...queue })
    const short = levels.findIndex(({ state }) => state === 'fell-short')
    return outcomeOf(short < 0 ? levels : levels.slice(0, short + 1))
  }).filter((outcome) => outcome.kind === 'found')
}

const share = (all: readonly Saturation[], holding: (one: Saturation) => boolean) => all.filter(holding).length / all.length

describe('the knee and the capacity of a queue with known truth lie within their intervals', () => {
  /** The rate at which the mean time in an M/M/4 queue of capacity 50/s is twice the service time, from Erlang's formula. */
  const kneeOfFour = (() => {
    const waits = (offered: number) => {
      const terms = [1, offered, offered ** 2 / 2, offered ** 3 / 6]
      const all = ((offered ** 4 / 24) * 4) / (4 - offered)
      return all / (terms.reduce((sum, term) => sum + term, 0) + all)
    }
    let [low, high] = [0, 50]
    for (let step = 0; step < 50; step++) {
      const rate = (low + high) / 2
      if (waits(rate * 0.08) / (50 - rate) < 0.08) low = rate
      else high = rate
    }
    return low
  })()

  test.each([
    ['M/M/1', { servers: 1, serviceMs: (random: Random) => 20 * exponential(random) }, 25, 0.9],
    ['M/M/4', { servers: 4, serviceMs: (random: Random) => 80 * exponential(random) }, kneeOfFour, 0.6],
    ['M/D/1', { servers: 1, serviceMs: () => 20 }, 100 / 3, 0.9],
  ])('%s', (_, queue, knee, leastFound) => {
    const all = found(queue)
    expect(all.length / trials).toBeGreaterThanOrEqual(leastFound)
    expect(share(all, (one) => holds(one.knee, knee))).toBeGreaterThanOrEqual(0.9)
    expect(share(all, (one) => holds(one.capacity, 50))).toBeGreaterThanOrEqual(0.9)
    const width = ({ low, high }: Estimate) => ((high as number) - (low as number)) / 50
    expect(all.reduce((sum, one) => sum + width(one.capacity), 0) / all.length).toBeLessThan(0.15)
  })
})

describe('the data are refused when they cannot tell', () => {
  const refusal = (levels: readonly LoadLevel[], circumstances = {}) => {
    const outcome = outcomeOf(levels, circumstances)
    return outcome.kind === 'refused' ? `${outcome.why}: ${outcome.reason}` : `found ${outcome.knee.value}`
  }
  const sweep = (ratesPerSecond: number[], serviceMs: (random: Random, rate: number) => number, servers = 1, seed = 1) =>
    sweepLevels({ seed, ratesPerSecond, stepMs: 20_000, servers, serviceMs })

  test('far below the capacity', () => {
    const levels = sweep([5, 10, 20, 40, 80], () => 0.5)
    expect(refusal(levels)).toMatch(/^no-knee: No knee up to [78]\d(\.\d)?\/s: throughput follows the load/)
  })

  test('answers that are slow by chance and not by load', () => {
    for (let seed = 1; seed <= trials; seed++) {
      const levels = sweep([5, 10, 20, 30, 40, 50], (random) => 20 * Math.exp(nextNormal(random)), 200, seed)
      expect(refusal(levels)).toMatch(/^(no-knee|bad-fit|vague)/)
    }
  })

  test('a service that becomes five times slower at some rate, and then no slower', () => {
    const levels = sweep([5, 10, 15, 20, 25, 30, 35, 40], (_, rate) => (rate > 20 ? 100 : 20), 100)
    expect(refusal(levels)).toMatch(/^bad-fit/)
  })

  test('levels that jump over the knee', () => {
    const levels = sweep([2, 4, 6, 8, 90], () => 20)
    expect(refusal(levels)).toMatch(
      /^jumped: The knee lies between .*\/s, where latency had not risen, and .*\/s, which was not kept up with/,
    )
  })

  test('a sweep that was over after three steps', () => {
    const levels = sweep([10, 30, 45], () => 20)
    expect(refusal(levels, { notDriven: 2 })).toBe('few-levels: It takes 4 different loads to see a knee, and 3 can be used here.')
  })

  test('an overloaded service from the start', () => {
    expect(refusal(sweep([60, 70, 80, 90], () => 20))).toMatch(/^no-knee: Even the lowest load/)
  })

  test('replicas that came while the levels were driven', () => {
    const levels = sweep([10, 20, 30, 45], () => 20).map((level, index) => ({ ...level, replicas: index < 2 ? 1 : 2 }))
    expect(refusal(levels)).toMatch(/^replicas/)
  })

  test('levels that differ in more than the load', () => {
    const levels = sweep([10, 20, 30, 45], () => 20)
    expect(refusal(levels.map((level, index) => ({ ...level, arrivalVariation: index % 2 })))).toMatch(/^unlike/)
    expect(refusal(levels.map((level, index) => ({ ...level, mix: index < 2 ? '' : 'images' })))).toMatch(/^unlike/)
  })

  test('a load that was not delivered', () => {
    expect(
      refusal(
        sweep([10, 20, 30, 45], () => 20),
        { withheld: true },
      ),
    ).toMatch(/^withheld/)
  })

  test('three loads are no question', () => {
    expect(saturationOf(sweep([10, 20, 30], () => 20)).outcome).toBeNull()
  })
})

describe('the universal scalability law of a closed loop', () => {
  const law = { single: 100, contention: 0.05, coherency: 0.002 }
  const noise = 0.01
  const clients = [1, 2, 4, 8, 12, 16, 24, 32, 48]

  function levelsOf(seed: number, counts: readonly number[], truth = law): LoadLevel[] {
    const random = seededRandom(seed, 'scalability')
    return counts.map((load) => {
      const perSecond = (truth.single * load) / (1 + truth.contention * (load - 1) + truth.coherency * load * (load - 1))
      const value = perSecond * (1 + noise * nextNormal(random))
      const estimate = (middle: number): Estimate => ({
        value: middle,
        low: middle * (1 - 1.96 * noise),
        high: middle * (1 + 1.96 * noise),
        n: 1000,
        effectiveN: null,
        reason: null,
      })
      return {
        name: `${load} clients`,
        load,
        unit: 'clients',
        state: 'kept-up',
        throughput: estimate(value),
        latencyMs: estimate((1000 * load) / value),
        serviceMs: estimate((1000 * load) / value),
        inSystem: estimate(load),
        arrivalVariation: null,
        serviceVariation: 0.1,
        mix: '',
        replicas: 1,
      }
    })
  }

  test('is found again, with its peak, within its intervals', () => {
    const peak = Math.sqrt((1 - law.contention) / law.coherency)
    const highest = (law.single * peak) / (1 + law.contention * (peak - 1) + law.coherency * peak * (peak - 1))
    const all = Array.from({ length: 60 }, (_, trial) => outcomeOf(levelsOf(trial + 1, clients))).filter((one) => one.kind === 'found')
    expect(all).toHaveLength(60)
    const held = (name: 'single' | 'contention' | 'coherency' | 'peak' | 'highest', truth: number) =>
      share(all, ({ scalability }) => holds(scalability?.[name] as Estimate, truth))
    expect(held('single', law.single)).toBeGreaterThanOrEqual(0.9)
    expect(held('contention', law.contention)).toBeGreaterThanOrEqual(0.9)
    expect(held('coherency', law.coherency)).toBeGreaterThanOrEqual(0.9)
    expect(held('peak', peak)).toBeGreaterThanOrEqual(0.9)
    expect(held('highest', highest)).toBeGreaterThanOrEqual(0.9)
  })

  test('has its knee where the mean latency is twice that of one client', () => {
    const outcome = outcomeOf(levelsOf(1, clients))
    const latency = (n: number) => 1 + law.contention * (n - 1) + law.coherency * n * (n - 1)
    expect(outcome.kind === 'found' && latency(outcome.knee.value as number)).toBeCloseTo(2, 1)
  })

  test('is refused while throughput still grows with the clients, and where it does not fit', () => {
    expect(outcomeOf(levelsOf(1, clients, { single: 100, contention: 0, coherency: 0 }))).toMatchObject({ why: 'no-knee' })
    const collapsing = levelsOf(1, clients).map((level) =>
      level.load > 8 ? { ...level, throughput: { ...level.throughput, value: 30, low: 29, high: 31 } } : level,
    )
    expect(outcomeOf(collapsing)).toMatchObject({ why: 'bad-fit' })
  })
})
