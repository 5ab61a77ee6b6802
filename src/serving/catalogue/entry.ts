import type { Program } from '../program/program-kinds.ts'
import type { Task } from '../service/task.ts'

/** A model that is served by its name. */
export interface CatalogueModel {
  name: string
  /** What it is and what it takes, in a line. */
  summary: string
  /** As papers count them: running means and variances of batch normalisation are none. */
  parameters: number
  /** Multiplications with an addition in one inference of the sizes below. */
  multiplyAdds: number
  /** How large the free dimensions of a usual request are, by name; the batch is 1. */
  sizes?: Record<string, number>
  /** Weights from a seed: the compute cost is true, the answers mean nothing. Null: there is nothing to fall back to. */
  seeded: WeightSet | null
  /** Weights that were learned; used when the packages that carry them are in the cache. */
  trained?: TrainedWeights
  /** How its parts are run, and what for, by the absolute path of each part. */
  use(paths: Readonly<Record<string, string>>): { program: Program; task: Task | null }
}

/** The files of a model by part, such as `model`, or `encoder`, `decoder` and `vocabulary`. */
export interface WeightSet {
  /** The ending and the checksum of each part's file; the same on every machine. */
  parts: Readonly<Record<string, { ending: string; sha256: string }>>
  /** The bytes of each part. */
  write(packageFolders: Readonly<Record<string, string>>): Record<string, Uint8Array> | Promise<Record<string, Uint8Array>>
}

export interface TrainedWeights extends WeightSet {
  /** Where they come from and under which licence, in words. */
  origin: string
  /** Packages that `models fetch` gets, by their names; `write` is given the folder of each. */
  packages: readonly string[]
}
