import { DynoError } from '../base/errors.ts'
import { nearest } from '../base/nearest.ts'
import { type Json, stableJson } from '../base/stable-json.ts'
import type { Experiment, Factor, LoadedExperiment } from './experiment.ts'
import { experimentPaths } from './explain.ts'
import type { Fault } from './faults.ts'
import { numbersAt, schemaAt } from './json-schema.ts'
import { isMapping, putAt, stepsOf, valueAt } from './paths.ts'
import { idleReason } from './rules/useless.ts'
import { inYaml } from './schema/leaf.ts'
import { type Settled, settle } from './settle.ts'

const variable = ['engine', 'workload', 'load', 'scaling', 'recording']
const mostFactors = 20
/** A plan can have so many runs. */
export const mostRuns = 10_000

type Levels = readonly { path: string; value: Json }[]

/** The experiment with some values of its file replaced, checked anew; the design itself stays as it is. */
export function applyLevels(loaded: LoadedExperiment, levels: Levels): Experiment {
  const { experiment, faults } = settleWith(loaded.input, levels)
  if (experiment) return experiment
  const [fault] = faults
  const setting = levels.map(({ path, value }) => `${path} = ${inYaml(value)}`).join(', ')
  throw new DynoError('KD_SPEC_INVALID', `with ${setting}: ${fault?.path.join('.')} ${fault?.message}`, {
    path: fault?.path.join('.'),
    hint: fault?.hint ?? 'change the levels so that every combination is possible',
  })
}

/** Reads the input with some of its values replaced. */
export function settleWith(input: Json, levels: Levels): Settled {
  const changed = structuredClone(input)
  for (const { path, value } of levels) if (isMapping(changed)) putAt(changed, stepsOf(path), value)
  return settle(changed)
}

/** Lets the first level of a factor, and the lowest value of a search, stand in, in place, where the file gives no value at its path; tells where from. */
export function standIn(input: { [key: string]: Json }): { to: string[]; from: string[] }[] {
  const factors = valueAt(input, ['design', 'factors'])
  const firsts = Object.keys(isMapping(factors) ? factors : {}).map((path) => ({ path, from: ['design', 'factors', path, '0'] }))
  const searched = valueAt(input, ['design', 'search', 'highest'])
  if (typeof searched === 'string' && numbersAt(stepsOf(searched))) firsts.push({ path: searched, from: ['design', 'search', 'from'] })
  return firsts.flatMap(({ path, from }) => {
    const to = stepsOf(path)
    const first = valueAt(input, from)
    if (first === undefined || pathFault(path) || valueAt(input, to) !== undefined) return []
    return putAt(input, to, structuredClone(first)) ? [{ to, from }] : []
  })
}

/** What is wrong with the factors of a file that is otherwise right: unknown paths, levels that do not fit, paths that change nothing. */
export function factorFaults(input: Json, { written, experiment }: Settled): Fault[] {
  if (!written || !experiment) return []
  const { factors, repetitions } = experiment.design
  const at = ['design', 'factors']
  if (factors.length > mostFactors) return [{ path: at, message: `has ${factors.length} factors, and there can be ${mostFactors}` }]
  const runs = factors.reduce((product, { levels }) => product * levels.length, repetitions)
  if (runs > mostRuns)
    return [
      {
        path: ['design'],
        message: `would make ${runs} runs, and a plan can have ${mostRuns}`,
        hint: 'take fewer levels or repetitions',
      },
    ]
  const faults = factors.flatMap((factor): Fault[] => {
    const path = [...at, factor.path]
    const wrong = pathFault(factor.path) ?? overlapFault(factor.path, factors)
    if (wrong) return [{ ...wrong, path, key: true }]
    if (valueAt(input, stepsOf(factor.path)) === undefined)
      return [{ path, message: 'counts past the end of a list', hint: 'phases are counted from 0', key: true }]
    const idle = idleReason(written, factor.path)
    return idle ? [{ path, message: `changes nothing: ${idle.reason}`, hint: `vary \`${idle.instead}\` instead`, key: true }] : []
  })
  return faults.length > 0 ? faults : factors.flatMap((factor) => levelFaults(input, factor, factors))
}

/** Why a path cannot be varied; null when it can. */
export function pathFault(path: string): Pick<Fault, 'message' | 'hint'> | null {
  const steps = stepsOf(path)
  if (!schemaAt(steps)) {
    const meant = nearest(path, experimentPaths())
    return {
      message: 'is no path of an experiment file',
      hint: meant ? `did you mean \`${meant}\`?` : 'list all paths with `kubedyno explain`',
    }
  }
  if (variable.includes(steps[0] as string)) return null
  return {
    message: 'cannot be varied',
    hint:
      steps[0] === 'design'
        ? 'for more runs of the same kind use `design.repetitions`'
        : `what can be varied stands under ${variable.join(', ')}`,
  }
}

/** Why a path cannot be varied beside the factors that there are. */
export function overlapFault(path: string, factors: readonly Factor[]): Pick<Fault, 'message' | 'hint'> | null {
  const outer = factors.find((other) => path.startsWith(`${other.path}.`))
  return outer ? { message: `lies within another factor: \`${outer.path}\``, hint: 'vary the one or the other' } : null
}

/** Tries each level of a factor while every other factor stands at its first. */
function levelFaults(input: Json, factor: Factor, factors: readonly Factor[]): Fault[] {
  const firsts = factors.map(({ path, levels }) => ({ path, value: levels[0] as Json })).filter(({ path }) => path !== factor.path)
  const seen = new Map<string, Json>()
  return factor.levels.flatMap((value, index): Fault[] => {
    const path = ['design', 'factors', factor.path, String(index)]
    const { experiment, faults } = settleWith(input, [...firsts, { path: factor.path, value }])
    if (!experiment) return faults.slice(0, 1).map((fault) => ({ path, message: messageFor(factor, fault), hint: fault.hint }))
    const outcome = stableJson(experiment)
    const same = seen.get(outcome)
    seen.set(outcome, value)
    return same === undefined
      ? []
      : [
          {
            path,
            message: `means the same as the level \`${inYaml(same)}\``,
            hint: 'for more runs of the same kind use `design.repetitions`',
          },
        ]
  })
}

function messageFor(factor: Factor, fault: Fault): string {
  const path = fault.path.join('.')
  return path === factor.path ? fault.message : `makes \`${path}\` wrong: it ${fault.message}`
}
