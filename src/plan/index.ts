export { makePlan, planJson } from './make-plan.ts'
export type * from './plan.ts'
export { searchStep, turnOf } from './search-step.ts'
export { mostRuns, searchOfRun } from './searches.ts'
