import type { ModelDevice } from '../../spec/index.ts'
import type { DeclaredTensor, WireTensor } from '../tensor/tensor.ts'

/** Where and how wide its graphs run. */
export interface ProgramOptions {
  /** Threads of one inference. */
  threads: number
  device: ModelDevice
}

/** What one inference gave, and for how long each of the program's steps took. */
interface Inferred {
  outputs: WireTensor[]
  stepsMs: number[]
}

/** A program whose graphs are loaded. */
export interface OpenProgram {
  inputs: DeclaredTensor[]
  outputs: DeclaredTensor[]
  /** Names of the parts of an inference that are timed; none for a single graph. */
  steps: string[]
  /** Inferences may be begun together; they are done one after the other. */
  infer(tensors: readonly WireTensor[]): Promise<Inferred>
}
