export type { Reading as Sample } from '../signals/index.ts'
export type * from './environment.ts'
export type * from './event.ts'
export { noReplica, type Outcome, outcomes, type RequestBatch } from './request-batch.ts'
