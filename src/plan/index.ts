export { makePlan, planJson } from './make-plan.ts'
export type * from './plan.ts'
