import type { RunFacts } from '../analysis/index.ts'
import { stableJson } from '../base/stable-json.ts'

/** The facts of a run as JSON for programs; without the series that charts are drawn from, which the folder gives again. */
export function summaryJson(facts: RunFacts): string {
  return stableJson({ ...facts, series: undefined })
}
