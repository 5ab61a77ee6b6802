import type { Json } from '../base/stable-json.ts'
import type { Search } from './experiment.ts'
import { mostRuns, overlapFault, pathFault, settleWith } from './factors.ts'
import type { Fault } from './faults.ts'
import { numbersAt } from './json-schema.ts'
import { stepsOf, valueAt } from './paths.ts'
import { idleReason } from './rules/useless.ts'
import { inYaml } from './schema/leaf.ts'
import type { Settled } from './settle.ts'

const at = (key: string) => ['design', 'search', key]

/** What is wrong with the search of a file that is otherwise right: nothing to hold against, no number at its path, no range, too much to plan. */
export function searchFaults(input: Json, { written, experiment }: Settled): Fault[] {
  const search = experiment?.design.search
  if (!written || !search) return []
  const pathWrong = searchedPathFault(input, search, experiment.design.factors)
  if (pathWrong) return [{ path: at('highest'), ...pathWrong }]
  const idle = idleReason(written, search.path)
  if (idle) return [{ path: at('highest'), message: `changes nothing: ${idle.reason}`, hint: `search for \`${idle.instead}\` instead` }]
  if (experiment.objectives.length === 0) {
    const hint = 'such as `objectives: [latency p95 < 300 ms]`'
    return [{ path: ['design', 'search'], message: 'needs objectives: the highest value at which what holds?', hint }]
  }
  return (
    rangeFaults(search.path, written.design.search) ?? sizeFaults(experiment.design) ?? endFaults(input, search, experiment.design.factors)
  )
}

type Factors = Parameters<typeof overlapFault>[1]

function searchedPathFault(input: Json, { path }: Search, factors: Factors): Pick<Fault, 'message' | 'hint'> | null {
  const wrong = pathFault(path)
  if (wrong) return wrong
  const steps = stepsOf(path)
  if (steps[0] !== 'load')
    return { message: 'is no part of the load', hint: 'such as `load.rate` or `load.clients`; vary the rest with `factors`' }
  if (!numbersAt(steps)) return { message: 'is no number', hint: 'such as `load.rate` or `load.clients`' }
  const overlapping = factors.some((factor) => factor.path === path || factor.path.startsWith(`${path}.`)) || overlapFault(path, factors)
  if (overlapping) return { message: 'is varied by a factor too', hint: 'search for it or vary it' }
  if (valueAt(input, steps) === undefined) return { message: 'counts past the end of a list', hint: 'phases are counted from 0' }
  return null
}

function rangeFaults(path: string, range: { from: number; to: number } | undefined): Fault[] | null {
  if (!range) return null
  if (range.from >= range.to) return [{ path: at('to'), message: `must be above \`from\`, which is ${range.from}` }]
  const broken = (['from', 'to'] as const).filter((key) => numbersAt(stepsOf(path)) === 'whole' && !Number.isInteger(range[key]))
  return broken.length > 0 ? broken.map((key) => ({ path: at(key), message: `must be a whole number, as \`${path}\` is` })) : null
}

function sizeFaults({ factors, repetitions, search }: NonNullable<Settled['experiment']>['design']): Fault[] | null {
  const planned = factors.reduce((product, { levels }) => product * levels.length, repetitions) * (search?.candidates.length ?? 1)
  if (planned <= mostRuns) return null
  const message = `would plan ${planned} runs, and a plan can have ${mostRuns}`
  return [{ path: ['design', 'search'], message, hint: 'narrow the range, or let `within` be wider' }]
}

/** Tries both ends of the range while every factor stands at its first level. */
function endFaults(input: Json, { path, candidates }: Search, factors: Factors): Fault[] {
  const firsts = factors.map((factor) => ({ path: factor.path, value: factor.levels[0] as Json }))
  return (['from', 'to'] as const).flatMap((key) => {
    const value = candidates.at(key === 'from' ? 0 : -1) as number
    const { experiment, faults } = settleWith(input, [...firsts, { path, value }])
    if (experiment) return []
    return faults.slice(0, 1).map(({ path: where, message, hint }) => {
      const name = where.join('.')
      return { path: at(key), message: name === path ? message : `makes \`${name}\` wrong at ${inYaml(value)}: it ${message}`, hint }
    })
  })
}
