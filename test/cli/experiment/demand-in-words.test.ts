import { expect, test } from 'vitest'
import { demandInWords, mixInWords } from '../../../src/cli/experiment/demand-in-words.ts'
import { demandText } from '../../../src/report/words/demand.ts'
import type { Demand } from '../../../src/spec/index.ts'

const poisson = { kind: 'rate', arrivals: 'poisson', ratePerSecond: 20 } as const
const rates = (...ratesPerSecond: number[]) => ratesPerSecond

const cases: [demand: Demand, plan: string, report: string][] = [
  [poisson, '20 requests/s, poisson', '20/s, Poisson'],
  [{ ...poisson, arrivals: 'gamma', burstiness: 4 }, '20 requests/s, gamma of burstiness 4', '20/s, Gamma, burstiness 4'],
  [
    { ...poisson, arrivals: 'mmpp2', bursts: { ratio: 8, calmMs: 10_000, burstMs: 2000 } },
    '20 requests/s, bursts (mmpp2) of 2s at 8 times the rate, 10s apart',
    '20/s, MMPP2, bursts of 2s at 8 × the rate',
  ],
  [{ ...poisson, shape: { kind: 'ramp', ratesPerSecond: rates(5, 50) } }, '5 → 50 requests/s (ramp), poisson', '5 → 50/s (ramp), Poisson'],
  [
    { ...poisson, shape: { kind: 'steps', ratesPerSecond: rates(5, 10, 20) } },
    '5, 10, 20 requests/s (steps), poisson',
    '5, 10, 20/s (steps), Poisson',
  ],
  [
    { ...poisson, shape: { kind: 'profile', ratesPerSecond: rates(1, 2, 3, 9, 3, 2, 1) } },
    '1 to 9 requests/s (profile of 7 rates), poisson',
    '1 to 9/s (profile of 7 rates), Poisson',
  ],
  [
    { ...poisson, shape: { kind: 'sine', meanPerSecond: 20, amplitudePerSecond: 10, periodMs: 60_000 } },
    '20 ± 10 requests/s (sine of 1m), poisson',
    '20 ± 10/s (sine of 1m), Poisson',
  ],
  [
    { kind: 'replay', replay: { file: 'a.csv', speed: 2, scale: 0.5 } },
    'arrivals of a.csv, 2 times as fast, 0.5 times as many',
    'the pace of a.csv, 2 × as fast, 0.5 × as many',
  ],
]

test.each(cases)('%j is told in words, in the plan and in the report', (demand, plan, report) => {
  expect(demandInWords(demand, 'http')).toBe(plan)
  expect(demandText({ demand } as never, false)).toBe(report)
})

test('a mix is told in shares, and no mix in nothing', () => {
  const three = [
    { request: 'photo', weight: 3 },
    { request: 'sentence', weight: 2 },
    { request: 'speech', weight: 1 },
  ]
  expect(mixInWords({ mix: three })).toBe(', of photo (50 %), sentence (33.3 %) and speech (16.7 %)')
  expect(mixInWords({ mix: three.slice(0, 1) })).toBe(', of photo (100 %)')
  expect(mixInWords({})).toBe('')
})
