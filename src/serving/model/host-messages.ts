import type { ProgramOptions } from '../program/program.ts'
import type { Program } from '../program/program-kinds.ts'
import type { DeclaredTensor } from '../tensor/tensor.ts'

/** What the model process is told when it starts. */
export interface ModelHostOptions extends ProgramOptions {
  program: Program
  /** Give one inference before saying that it is ready, with free dimensions of these sizes; null: say so at once. */
  warmUp: Record<string, number> | null
}

/** What it says once its model is loaded. */
export interface ModelSignature {
  inputs: DeclaredTensor[]
  outputs: DeclaredTensor[]
  /** Names of the parts of an inference that are timed. */
  steps: string[]
}
