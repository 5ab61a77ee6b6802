import fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatEstimate, formatNumber } from '../../../src/report/words/number-format.ts'

const estimate = (value: number | null, low: number | null, high: number | null, reason: string | null = null) => ({
  value,
  low,
  high,
  n: 100,
  effectiveN: null,
  reason,
})

test.each([
  [183.42, 178.9, 191.3, '183 ms', '179 – 191 ms'],
  [772, 132, 1242, '800 ms', '100 – 1200 ms'],
  [1582, 1561, 1596, '1.582 s', '1.561 – 1.596 s'],
  [0.1234, 0.12, 0.13, '0.123 ms', '0.120 – 0.130 ms'],
  [45.39, 42.62, 51.54, '45 ms', '43 – 52 ms'],
  [1210, 96, 10_400, '1 s', '0.10 – 10 s'],
  [180, 96, 10_400, '200 ms', '100 – 10\u202f000 ms'],
])('%d ms between %d and %d is written as %s', (value, low, high, text, interval) => {
  const written = formatEstimate(estimate(value, low, high), 'ms')
  expect(written).toEqual({ value: text.replace(' ', '\u00a0'), interval: interval.replace(/ (m?s)$/, '\u00a0$1'), known: true })
})

test('what is not known says so, with the reason and the bound that there is', () => {
  expect(formatEstimate(estimate(null, null, null, 'needs n ≥ 368, here 85'), 'ms')).toEqual({
    value: 'unknown',
    interval: 'needs n ≥ 368, here 85',
    known: false,
  })
  expect(formatEstimate(estimate(1583, 1520, null, 'needs more'), 'ms')).toEqual({
    value: '≈ 1.6\u00a0s',
    interval: 'above 1.52\u00a0s; the upper end needs more',
    known: false,
  })
})

test('numbers get the unit in which they are best read', () => {
  expect(formatNumber(0.0419, 'share')).toBe('4.19\u00a0%')
  expect(formatNumber(512 * 2 ** 20, 'bytes')).toBe('512\u00a0MiB')
  expect(formatNumber(39.65, 'perSecond')).toBe('39.6/s')
  expect(formatNumber(1_234_567, 'count')).toBe('1\u202f234\u202f567')
})

test('no estimate is written as NaN, undefined or with an exponent', () => {
  const number = fc.double({ min: 0, max: 1e9, noNaN: true })
  fc.assert(
    fc.property(number, number, number, fc.constantFrom('ms', 'share', 'perSecond', 'bytes', 'count' as const), (a, b, c, quantity) => {
      const [low, value, high] = [a, b, c].sort((x, y) => x - y) as [number, number, number]
      const { value: text, interval } = formatEstimate(estimate(value, low, high), quantity)
      expect(`${text} ${interval}`).not.toMatch(/NaN|undefined|Infinity|e[+-]?\d/)
    }),
  )
})
