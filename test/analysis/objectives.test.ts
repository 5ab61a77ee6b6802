import { expect, test } from 'vitest'
import { judge, overallVerdict } from '../../src/analysis/objectives.ts'

test('an interval on one side of the threshold decides, one astride does not', () => {
  expect(judge({ low: 100, high: 200 }, '<', 300)).toBe('met')
  expect(judge({ low: 310, high: 400 }, '<', 300)).toBe('missed')
  expect(judge({ low: 290, high: 310 }, '<', 300)).toBe('undecided')
  expect(judge({ low: 30, high: 40 }, '>', 20)).toBe('met')
  expect(judge({ low: 10, high: 15 }, '>=', 20)).toBe('missed')
})

test('the threshold itself belongs to <= and >= alone', () => {
  expect(judge({ low: 0, high: 0.01 }, '<=', 0.01)).toBe('met')
  expect(judge({ low: 0, high: 0.01 }, '<', 0.01)).toBe('undecided')
  expect(judge({ low: 20, high: 30 }, '>=', 20)).toBe('met')
  expect(judge({ low: 300, high: 300 }, '<', 300)).toBe('missed')
})

test('half an interval can miss an objective, never meet it', () => {
  expect(judge({ low: 500, high: null }, '<', 300)).toBe('missed')
  expect(judge({ low: 100, high: null }, '<', 300)).toBe('undecided')
  expect(judge({ low: null, high: null }, '<', 300)).toBe('undecided')
})

test('one missed objective misses all, and doubt is not success', () => {
  const of = (...verdicts: ('met' | 'missed' | 'undecided')[]) =>
    overallVerdict(
      verdicts.map((verdict) => ({ verdict })),
      true,
    )
  expect(of('met', 'met')).toBe('met')
  expect(of('met', 'undecided')).toBe('undecided')
  expect(of('undecided', 'missed')).toBe('missed')
  expect(of()).toBeNull()
})

test('a run that did not come to its end can miss objectives, not meet them', () => {
  expect(overallVerdict([{ verdict: 'met' }], false)).toBe('undecided')
  expect(overallVerdict([{ verdict: 'missed' }], false)).toBe('missed')
})
