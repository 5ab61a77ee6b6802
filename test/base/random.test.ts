import { expect, test } from 'vitest'
import { nextNormal, seededRandom, shuffled } from '../../src/base/random.ts'

test('the same seed and purpose give the same stream, another purpose gives another', () => {
  const take = (seed: number, purpose: string) => Array.from({ length: 5 }, seededRandom(seed, purpose).nextUint32)
  expect(take(42, 'arrivals')).toEqual(take(42, 'arrivals'))
  expect(take(42, 'arrivals')).not.toEqual(take(42, 'inputs'))
  expect(take(42, 'arrivals')).not.toEqual(take(43, 'arrivals'))
})

test('uniform numbers fill [0, 1) evenly and normal ones have mean 0 and variance 1', () => {
  const random = seededRandom(1, 'test')
  const bins = new Array<number>(10).fill(0)
  for (let n = 0; n < 100_000; n++) {
    const bin = Math.floor(random.next() * 10)
    bins[bin] = (bins[bin] ?? 0) + 1
  }
  const chiSquare = bins.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0)
  expect(chiSquare).toBeLessThan(27.9)
  const normals = Array.from({ length: 100_000 }, () => nextNormal(random))
  const mean = normals.reduce((a, b) => a + b) / normals.length
  expect(Math.abs(mean)).toBeLessThan(0.015)
  expect(normals.reduce((sum, x) => sum + (x - mean) ** 2, 0) / normals.length).toBeCloseTo(1, 1)
})

test('shuffling keeps every item and leaves the input alone', () => {
  const items = [1, 2, 3, 4, 5, 6, 7]
  const order = shuffled(items, seededRandom(7, 'order'))
  expect([...order].sort()).toEqual(items)
  expect(order).not.toEqual(items)
  expect(items).toEqual([1, 2, 3, 4, 5, 6, 7])
})
