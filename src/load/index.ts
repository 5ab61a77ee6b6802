export type * from './contract.ts'
export { driverRecordBuilder } from './driver-record.ts'
export { arrivalsOf, scheduleOf } from './schedule.ts'
export { startLoad } from './start-load.ts'
