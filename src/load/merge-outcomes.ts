import type { LoadOutcome } from './contract.ts'

type Count = Exclude<keyof LoadOutcome, 'complete' | 'cpuMs'>

/** What several drivers know of themselves, as one: counts and times are added up, and the longest is that of any of them. */
export function mergeOutcomes(outcomes: readonly LoadOutcome[]): LoadOutcome {
  const sum = (key: Count) => outcomes.reduce((total, outcome) => total + outcome[key], 0)
  const most = (key: Count) => Math.max(...outcomes.map((outcome) => outcome[key]))
  return {
    complete: outcomes.every(({ complete }) => complete),
    intended: sum('intended'),
    sent: sum('sent'),
    drivers: sum('drivers'),
    cpuMs: outcomes.reduce<number | null>((total, { cpuMs }) => (total === null || cpuMs === null ? null : total + cpuMs), 0),
    eventLoopLagMaxMs: most('eventLoopLagMaxMs'),
    collectionMs: sum('collectionMs'),
    collectionMaxMs: most('collectionMaxMs'),
    poolWaits: sum('poolWaits'),
    reusedSocketRetries: sum('reusedSocketRetries'),
  }
}
