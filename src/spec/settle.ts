import type { Json } from '../base/stable-json.ts'
import { searchCandidates } from './candidates.ts'
import type { Experiment, Search } from './experiment.ts'
import { type Fault, faultsOf } from './faults.ts'
import { numbersAt } from './json-schema.ts'
import { stepsOf } from './paths.ts'
import { demandOf } from './rules/demand.ts'
import { driverFaults } from './rules/drivers.ts'
import { phaseFaults } from './rules/phases.ts'
import { mixOf, requestFaults, requestsOf } from './rules/requests.ts'
import { resourceFaults } from './rules/resources.ts'
import { scalingFaults } from './rules/scaling.ts'
import { drivenPhases } from './rules/sweeps.ts'
import { uselessFaults } from './rules/useless.ts'
import { experimentSchema, type Written } from './schema/experiment.ts'
import { settledWorkload } from './settle-workload.ts'

/** A file that was read: either an experiment, or what is wrong with it. */
export type Settled =
  | { written: Written; experiment: Experiment; faults: [] }
  | { written: Written | null; experiment: null; faults: Fault[] }

/** Checks an input against the language and the rules between its values, and fills in defaults and units. */
export function settle(input: Json): Settled {
  const parsed = experimentSchema.safeParse(input)
  if (!parsed.success) return { written: null, experiment: null, faults: faultsOf(parsed.error.issues, input) }
  const written = parsed.data
  const faults = [
    ...resourceFaults(written),
    ...phaseFaults(written),
    ...driverFaults(written),
    ...requestFaults(written.load),
    ...uselessFaults(written, input),
    ...scalingFaults(written),
  ]
  if (faults.length > 0) return { written, experiment: null, faults }
  return { written, experiment: experimentOf(written), faults: [] }
}

function experimentOf(written: Written): Experiment {
  const { workload, load, scaling, recording, design } = written
  return {
    apiVersion: written.apiVersion,
    kind: written.kind,
    name: written.name,
    description: written.description ?? null,
    engine: { kind: typeof written.engine === 'string' ? written.engine : written.engine.kind },
    workload: settledWorkload(workload),
    load: {
      source: load.source,
      encoding: load.encoding,
      timeoutMs: load.timeout,
      connectionsPerReplica: load.connectionsPerReplica,
      drivers: load.drivers,
      phases: load.phases
        .flatMap((phase) => drivenPhases(load, phase))
        .map(({ phase, mayEndLoad }) => ({
          name: phase.name,
          durationMs: phase.duration,
          warmup: phase.warmup,
          demand: demandOf(load, phase),
          mix: mixOf(load, phase),
          ...(mayEndLoad && { mayEndLoad }),
        })),
      requests: requestsOf(load),
    },
    scaling: { timeline: scaling.replicas ?? [] },
    recording: { intervalMs: recording.interval, signals: recording.signals ?? null },
    design: {
      seed: design.seed,
      repetitions: design.repetitions,
      order: design.order,
      pauseMs: design.pause,
      factors: Object.entries(design.factors)
        .map(([path, levels]) => ({ path, levels: levels as Json[] }))
        .sort((a, b) => (a.path < b.path ? -1 : 1)),
      ...(design.search && { search: searchOf(design.search) }),
    },
    objectives: written.objectives,
  }
}

function searchOf({ highest: path, from, to, within }: NonNullable<Written['design']['search']>): Search {
  const whole = numbersAt(stepsOf(path)) === 'whole'
  return { path, within, candidates: searchCandidates({ from, to, within, whole }) }
}
