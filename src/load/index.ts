export { type CertificateBuilder, certificateBuilder } from './certificate.ts'
export type * from './contract.ts'
export { arrivalsOf, type PhaseSchedule, type RateDemand, scheduleOf, type Window } from './schedule.ts'
export { startLoad } from './start-load.ts'
