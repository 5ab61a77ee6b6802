import type { LoadOutcome } from '../contract.ts'

type Count = Exclude<keyof LoadOutcome, 'complete' | 'cpuMs' | 'priority'>

/** What several drivers know of themselves, as one: counts and times are added up, and the longest is that of any of them. */
export function mergeOutcomes(outcomes: readonly LoadOutcome[]): LoadOutcome {
  const sum = (key: Count) => outcomes.reduce((total, outcome) => total + outcome[key], 0)
  const most = (key: Count) => Math.max(...outcomes.map((outcome) => outcome[key]))
  const ofAll = (key: 'cpuMs' | 'priority', merge: (values: number[]) => number) => {
    const values = outcomes.flatMap((outcome) => outcome[key] ?? [])
    return values.length < outcomes.length ? null : merge(values)
  }
  return {
    complete: outcomes.every(({ complete }) => complete),
    intended: sum('intended'),
    sent: sum('sent'),
    drivers: sum('drivers'),
    priority: ofAll('priority', (values) => Math.max(...values)),
    cpuMs: ofAll('cpuMs', (values) => values.reduce((total, value) => total + value, 0)),
    eventLoopLagMaxMs: most('eventLoopLagMaxMs'),
    collectionMs: sum('collectionMs'),
    collectionMaxMs: most('collectionMaxMs'),
    poolWaits: sum('poolWaits'),
    descriptorWaits: sum('descriptorWaits'),
    reusedSocketRetries: sum('reusedSocketRetries'),
  }
}
