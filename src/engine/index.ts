export type * from './contract.ts'
export { findLeftovers, type Leftover, removeLeftovers } from './local/leftovers.ts'
export { localEngine } from './local/local-engine.ts'
export { resolveThreads } from './threads.ts'
