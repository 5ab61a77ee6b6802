import type { WireTensor } from '../tensor/tensor.ts'

/** A request that was read: what the model gets, and how its outputs become the answer. */
export interface Asked {
  inputs: WireTensor[]
  /** An object that is answered as JSON. */
  answer(outputs: readonly WireTensor[]): object
}

/** Times the named parts of reading a request and of writing its answer; each name has a histogram of its own. */
export interface Steps {
  add(step: string, ms: number): void
  /** Does something and adds how long it took. */
  time<Result>(step: string, act: () => Result): Result
}

/** A body that a replica feeds to itself. */
interface SampleBody {
  body: Buffer
  contentType: string
}

/** A natural route: what a person would send to such a model, and get back. */
export interface Service {
  path: string
  /** Media types that it takes, without parameters. */
  contentTypes: readonly string[]
  /** Reads a body; throws a RequestError that says what is wrong with it. `contentType` is one of `contentTypes`. */
  read(body: Buffer, contentType: string, steps: Steps): Asked | Promise<Asked>
  /** Bodies for a replica that feeds itself, from a seed; without them it feeds itself random tensors. */
  samples?(seed: number): readonly SampleBody[]
}
