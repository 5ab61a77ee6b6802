export type * from './contract.ts'
export { findLeftovers, type Leftover, type Removal, removeLeftovers } from './local/leftovers.ts'
export { type LocalEngineOptions, localEngine } from './local/local-engine.ts'
export { resolveThreads } from './threads.ts'
