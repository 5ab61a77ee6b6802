import { expect, test } from 'vitest'
import { quantileOfSorted } from '../../src/base/quantile.ts'

test('the median of an even count lies half way between the middle two', () => {
  expect(quantileOfSorted([1, 2, 3, 4], 0.5)).toBe(2.5)
})

test('no numbers have no quantile', () => {
  expect(quantileOfSorted([], 0.5)).toBeNull()
})
