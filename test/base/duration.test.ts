import fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatDuration, parseDurationMs } from '../../src/base/duration.ts'

test('durations add up their parts', () => {
  expect(parseDurationMs('1h30m')).toBe(5_400_000)
  expect(parseDurationMs('2m5s')).toBe(125_000)
  expect(parseDurationMs('1.5s')).toBe(1500)
  expect(parseDurationMs('250ms')).toBe(250)
})

test('text without a unit, or with anything else in it, is no duration', () => {
  for (const text of ['', '5', 's', '5 s', '-5s', '5sec', '1e3s', 'Infinity']) expect(parseDurationMs(text)).toBeNull()
})

test('a duration written for people is read back to within a half of its last digit', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 10 * 86_400_000 }), (durationMs) => {
      const again = parseDurationMs(formatDuration(durationMs)) ?? Number.NaN
      expect(Math.abs(again - durationMs)).toBeLessThanOrEqual(durationMs > 48 * 3_600_000 ? 4_320_000 : 30_000)
    }),
    { seed: 1, numRuns: 2000, examples: [[159_749_500]] },
  )
})
