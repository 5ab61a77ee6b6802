import { describe, expect, test } from 'vitest'
import { wilsonInterval } from '../../../src/analysis/estimates/proportion.ts'
import { observationsOf, quantileEstimate, stretchOf } from '../../../src/analysis/estimates/quantile-estimate.ts'
import { quantileOfSorted } from '../../../src/base/quantile.ts'
import { seededRandom } from '../../../src/base/random.ts'
import { queueQuantile, queueTimes } from '../queue.ts'

const runs = 200

/** In how many of the runs that give an interval it holds the truth, ours and the one for independent observations. */
function coverage(utilisation: number, n: number, p: number) {
  const truth = queueQuantile(utilisation, p)
  let given = 0
  let held = 0
  let heldIndependent = 0
  for (let seed = 1; seed <= runs; seed++) {
    const times = queueTimes(seed, utilisation, n)
    const { low, high } = quantileEstimate(observationsOf([stretchOf(times)]), p)
    const ranks = wilsonInterval(p, n)
    const sorted = times.slice().sort()
    if ((quantileOfSorted(sorted, ranks.low) as number) <= truth && truth <= (quantileOfSorted(sorted, ranks.high) as number))
      heldIndependent++
    if (low === null || high === null) continue
    given++
    if (low <= truth && truth <= high) held++
  }
  return { given: given / runs, held: held / given, heldIndependent: heldIndependent / runs }
}

describe('the interval of a quantile of waiting times', () => {
  test.each([
    { utilisation: 0.5, n: 1000, p: 0.5 },
    { utilisation: 0.5, n: 5000, p: 0.95 },
    { utilisation: 0.8, n: 5000, p: 0.5 },
    { utilisation: 0.8, n: 15_000, p: 0.95 },
  ])(
    'holds the truth about 95 times in 100 at utilisation $utilisation, n = $n, p = $p, where the textbook one fails',
    ({ utilisation, n, p }) => {
      const { given, held, heldIndependent } = coverage(utilisation, n, p)
      expect(given).toBeGreaterThan(0.9)
      expect(held).toBeGreaterThan(0.9)
      expect(heldIndependent).toBeLessThan(0.8)
    },
  )

  test('is rarely wrong where there is hardly enough to go by: it is left out instead', () => {
    const { given, held } = coverage(0.9, 5000, 0.95)
    expect(given * (1 - held)).toBeLessThan(0.05)
    expect(coverage(0.8, 1000, 0.99).given).toBeLessThan(0.02)
  })

  test('is not much wider than need be for independent observations', () => {
    const textbook = wilsonInterval(0.95, 4000)
    let width = 0
    for (let seed = 1; seed <= 40; seed++) {
      const random = seededRandom(seed, 'independent')
      const { low, high } = quantileEstimate(observationsOf([stretchOf(Float64Array.from({ length: 4000 }, () => random.next()))]), 0.95)
      width += ((high as number) - (low as number)) / 40
    }
    expect(width / (textbook.high - textbook.low)).toBeLessThan(1.6)
  })
})

test('phases that differ by design do not widen the interval', () => {
  const random = seededRandom(5, 'phases')
  const phase = (level: number) => Float64Array.from({ length: 2000 }, () => level + random.next())
  const { low, high } = quantileEstimate(observationsOf([stretchOf(phase(0)), stretchOf(phase(10))]), 0.9)
  expect(low).toBeGreaterThan(10.7)
  expect(high).toBeLessThan(10.9)
})

test('too few observations give no quantile but the number that would do', () => {
  const few = observationsOf([stretchOf(Float64Array.from({ length: 100 }, (_, index) => index))])
  expect(quantileEstimate(few, 0.99)).toMatchObject({ value: null, n: 100, reason: 'needs n ≥ 368, here 100' })
  expect(quantileEstimate(observationsOf([]), 0.5)).toMatchObject({ value: null, n: 0, reason: 'no observations' })
})

test('a trend leaves a quantile without an upper end, and says what would be needed', () => {
  const rising = observationsOf([stretchOf(Float64Array.from({ length: 2000 }, (_, index) => index))])
  const { value, low, high, reason } = quantileEstimate(rising, 0.99)
  expect(high).toBeNull()
  expect(low).toBeGreaterThan(500)
  expect(low).toBeLessThan(value as number)
  expect(reason).toMatch(/needs n ≥ about \d+, as 2000 are worth \d+ independent ones/)
})
