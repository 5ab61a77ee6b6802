import type { Json } from '../base/stable-json.ts'
import type { Experiment } from '../spec/index.ts'

/** Everything that will be done, in order; the same file and seed give the same bytes. */
export interface Plan {
  version: 1
  experiment: string
  seed: number
  /** First 8 hex digits of the hash of the resolved experiment; a changed file gets other run ids. */
  fingerprint: string
  runs: PlannedRun[]
  /** Only with a search: of the runs, those that it calls for are carried out. */
  searches?: PlannedSearch[]
  /** Sum of phases and pauses of all runs, or of as many as searches can call for; deploying comes on top. */
  durationMs: number
}

/** A search for the highest value of one number, at one combination of levels and in one repetition. */
export interface PlannedSearch {
  path: string
  repetition: number
  levels: PlannedRun['levels']
  /** Rising, each with the run that tries it. */
  candidates: { value: number; run: string }[]
  /** It calls for so many runs at most. */
  mostRuns: number
}

export interface PlannedRun {
  /** `<fingerprint>-<index as 3 digits>`, also the name of its folder. */
  id: string
  /** From 1, in the order of execution. */
  index: number
  /** From 1. */
  repetition: number
  levels: { path: string; value: Json }[]
  /** Decides arrivals and inputs of this run. */
  seed: number
  /** The experiment with this run's levels in place; its design is without factors. */
  experiment: Experiment
  durationMs: number
  /** Replicas that stand ready before the first phase. */
  initialReplicas: number
}
