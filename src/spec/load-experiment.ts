import { type Effects, realEffects } from '../base/effects.ts'
import { DynoError } from '../base/errors.ts'
import type { LoadedExperiment } from './experiment.ts'
import { factorFaults, standIn } from './factors.ts'
import { errorOf } from './fault-error.ts'
import type { Fault } from './faults.ts'
import { originsOf } from './origins.ts'
import { applyOverrides, fromEnvironment, fromFlags, type Override } from './overrides.ts'
import { isMapping } from './paths.ts'
import { idleReason } from './rules/useless.ts'
import type { Written } from './schema/experiment.ts'
import { searchFaults } from './search.ts'
import { settle } from './settle.ts'
import { readSource } from './source.ts'
import { parseYaml, pathSeparator } from './yaml.ts'

type Flags = readonly { path: string; value: string }[]

/** Reads, checks and completes an experiment file; flags win over `KUBEDYNO_*` variables, and those over the file. */
export function loadExperiment(
  path: string,
  { overrides }: { overrides: Flags },
  effects: Pick<Effects, 'disk' | 'environment'> = realEffects,
): LoadedExperiment {
  return experimentFrom(readSource(path, effects), overrides, effects.environment)
}

/** Checks and completes the text of an experiment file. */
export function experimentFrom(source: LoadedExperiment['source'], flags: Flags, environment: Effects['environment']): LoadedExperiment {
  const { value: input, spots } = parseYaml(source.path, source.text)
  if (input === undefined || input === null) {
    throw new DynoError('KD_SPEC_INVALID', `${source.path} is empty`, { hint: 'write an experiment to start from with `kubedyno init`' })
  }
  const { overrides: variables, warnings } = fromEnvironment(environment)
  const overrides = [...variables, ...fromFlags(flags)]
  if (isMapping(input)) {
    applyOverrides(input, overrides)
    for (const { to, from } of standIn(input)) {
      const spot = spots.get(from.join(pathSeparator))
      if (spot) spots.set(to.join(pathSeparator), spot)
    }
  }
  const settled = settle(input)
  const { written, experiment } = settled
  const faults = experiment
    ? [...idleFaults(written, overrides), ...factorFaults(input, settled), ...searchFaults(input, settled)]
    : settled.faults
  if (faults.length > 0 || !experiment) throw errorOf(faults, { source, spots, overrides })
  const values = originsOf(input, overrides).map((entry) =>
    entry.path === 'workload.name' ? { ...entry, value: experiment.workload.name } : entry,
  )
  return { experiment, input, values, warnings, source }
}

function idleFaults(written: Written, overrides: readonly Override[]): Fault[] {
  return overrides.flatMap(({ steps }) => {
    const idle = idleReason(written, steps.join('.'))
    return idle ? [{ path: steps, message: `changes nothing: ${idle.reason}`, hint: `set \`${idle.instead}\` instead` }] : []
  })
}
