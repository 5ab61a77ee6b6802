import { expect, test } from 'vitest'
import { meanEstimate, rateEstimate, shareEstimate } from '../../../src/analysis/estimates/mean-estimate.ts'
import { wilsonInterval } from '../../../src/analysis/estimates/proportion.ts'
import { seededRandom } from '../../../src/base/random.ts'
import { queueTimes } from '../queue.ts'

test("Wilson's interval agrees with published values", () => {
  const { low, high } = wilsonInterval(0.1, 100)
  expect(low).toBeCloseTo(0.0552, 4)
  expect(high).toBeCloseTo(0.1744, 4)
  expect(wilsonInterval(0, 50)).toMatchObject({ low: 0 })
  expect(wilsonInterval(1, 50)).toMatchObject({ high: 1 })
})

test('the mean of waiting times has an interval that holds the truth about 95 times in 100', () => {
  let held = 0
  for (let seed = 1; seed <= 200; seed++) {
    const { low, high } = meanEstimate([queueTimes(seed, 0.5, 3000)])
    if ((low as number) <= 2 && 2 <= (high as number)) held++
  }
  expect(held / 200).toBeGreaterThan(0.9)
  expect(held / 200).toBeLessThan(0.99)
})

test('failures that come together are worth fewer observations than failures that are spread', () => {
  const spread = Uint8Array.from({ length: 4000 }, (_, index) => (index % 20 === 0 ? 1 : 0))
  const together = Uint8Array.from({ length: 4000 }, (_, index) => (index < 200 ? 1 : 0))
  expect(shareEstimate([spread])).toMatchObject({ value: 0.05, effectiveN: 4000 })
  expect(shareEstimate([together]).value).toBe(0.05)
  expect(shareEstimate([together]).effectiveN).toBeLessThan(100)
})

test('no failure at all still leaves room for some', () => {
  const { value, low, high } = shareEstimate([new Uint8Array(1000)])
  expect({ value, low }).toEqual({ value: 0, low: 0 })
  expect(high).toBeCloseTo(0.0038, 3)
})

test('a rate counts what falls within the stretches and knows a Poisson stream to about its square root', () => {
  const random = seededRandom(1, 'rate')
  const times: number[] = []
  for (let at = 0; at < 200_000; at += -Math.log(1 - random.next()) * 20) times.push(at)
  const { value, low, high, n } = rateEstimate(Float64Array.from(times), [
    { fromMs: 20_000, untilMs: 60_000 },
    { fromMs: 100_000, untilMs: 160_000 },
  ])
  expect(n).toBe(times.filter((at) => (at >= 20_000 && at < 60_000) || (at >= 100_000 && at < 160_000)).length)
  expect(value).toBe(n / 100)
  expect((high as number) - (low as number)).toBeGreaterThan(1.5)
  expect((high as number) - (low as number)).toBeLessThan(7)
})
