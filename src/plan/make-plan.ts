import { createHash } from 'node:crypto'
import { seededRandom, shuffled } from '../base/random.ts'
import { stableJson } from '../base/stable-json.ts'
import { applyLevels, type Experiment, type Factor, type LoadedExperiment, type Search } from '../spec/index.ts'
import type { Plan, PlannedRun } from './plan.ts'
import { searchesOf, searchingMs } from './searches.ts'

type Levels = PlannedRun['levels']

/** Turns an experiment into its runs, in the order in which they will be done. */
export function makePlan(loaded: LoadedExperiment): Plan {
  const { experiment } = loaded
  const { design } = experiment
  const fingerprint = createHash('sha256').update(stableJson(experiment)).digest('hex').slice(0, 8)
  const variants = combinations(design.factors).map((levels) => ({
    levels,
    members: withSearched(levels, design.search).map((own) => ({ levels: own, experiment: withoutFactors(applyLevels(loaded, own)) })),
  }))
  const repetitions = Array.from({ length: design.repetitions }, (_, index) => index + 1)
  const ordered =
    design.order === 'shuffled'
      ? shuffled(
          repetitions.flatMap((repetition) => variants.map((variant) => ({ repetition, variant }))),
          seededRandom(design.seed, 'order'),
        )
      : repetitions.flatMap((repetition) =>
          shuffled(variants, seededRandom(design.seed, `order of repetition ${repetition}`)).map((variant) => ({ repetition, variant })),
        )
  const runs = ordered
    .flatMap(({ repetition, variant }) => variant.members.map((member) => ({ repetition, member })))
    .map(({ repetition, member }, position) => ({
      id: `${fingerprint}-${String(position + 1).padStart(3, '0')}`,
      index: position + 1,
      repetition,
      levels: member.levels,
      seed: seedOf(design.seed, repetition),
      experiment: member.experiment,
      durationMs: durationMsOf(member.experiment),
      initialReplicas: initialReplicasOf(member.experiment),
    }))
  const plan = { version: 1 as const, experiment: experiment.name, seed: design.seed, fingerprint, runs }
  if (design.search) {
    const searches = searchesOf(design.search, runs)
    return { ...plan, searches, durationMs: searchingMs(searches, runs, design.pauseMs) }
  }
  return { ...plan, durationMs: runs.reduce((sum, run) => sum + run.durationMs, design.pauseMs * (runs.length - 1)) }
}

/** The plan as text: the same bytes for the same experiment, wherever and whenever it was made. */
export function planJson(plan: Plan): string {
  return stableJson(plan)
}

/** Every combination of levels, the last factor changing fastest; one empty combination when there are no factors. */
function combinations(factors: readonly Factor[]): Levels[] {
  return factors.reduce<Levels[]>((rows, { path, levels }) => rows.flatMap((row) => levels.map((value) => [...row, { path, value }])), [[]])
}

/** The levels themselves, or, when something is searched for, once with each of its candidates. */
function withSearched(levels: Levels, search: Search | undefined): Levels[] {
  return search ? search.candidates.map((value) => [...levels, { path: search.path, value }]) : [levels]
}

/**
 * The seed of a run depends on its repetition and not on its levels: within a repetition every level meets the same arrivals and inputs
 * (common random numbers), so that a difference between two levels is theirs and not the luck of the draw, and fewer repetitions show it.
 */
function seedOf(seed: number, repetition: number): number {
  return seededRandom(seed, `repetition ${repetition}`).nextUint32()
}

function withoutFactors(experiment: Experiment): Experiment {
  const { search: _, ...design } = experiment.design
  return { ...experiment, design: { ...design, factors: [] } }
}

function durationMsOf({ load }: Experiment): number {
  return load.phases.reduce((sum, phase) => sum + phase.durationMs, 0)
}

function initialReplicasOf({ scaling, workload }: Experiment): number {
  const first = scaling.timeline[0]
  return first?.atMs === 0 ? first.replicas : workload.replicas
}
