export { type ConductedRun, type ConductOptions, type ConductResult, conduct } from './conduct.ts'
