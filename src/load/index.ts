export { certificateBuilder } from './certificate.ts'
export type * from './contract.ts'
export { arrivalsOf, scheduleOf } from './schedule.ts'
export { startLoad } from './start-load.ts'
