import { groupedBy } from '../base/grouped-by.ts'
import { stableJson } from '../base/stable-json.ts'
import type { RunFacts } from './facts.ts'

/** What was looked for: the highest of these values, rising, at which the objectives are met. */
interface Searched extends Pick<RunFacts['identity'], 'levels' | 'repetition'> {
  path: string
  candidates: readonly { value: number; run: string }[]
}

/** A value that was tried. */
export interface Tried {
  value: number
  meets: boolean
  run: RunFacts
}

/** What a search found. */
export interface SearchFacts extends Pick<Searched, 'path' | 'levels' | 'repetition'> {
  from: number
  to: number
  /** `between`: a value met the objectives and its upper neighbour did not. `below`: not even the lowest met them. `above`: even the highest did. */
  end: 'between' | 'below' | 'above' | 'unfinished'
  /** The highest that met. */
  met: Tried | null
  /** The lowest that did not. */
  notMet: Tried | null
  /** Rising. */
  tried: Tried[]
}

/** The limits that the repetitions of a search found; null where the middle lies beyond an end of the range. */
export interface SearchSpread extends Pick<Searched, 'levels'> {
  repetitions: number
  /** Repetitions in which not even the lowest value met, and in which even the highest did: their limit lies outside the range. */
  below: number
  above: number
  lowest: number | null
  median: number | null
  highest: number | null
}

/** Whether a run shows that its objectives can be met: all are, beyond doubt, and under the load that was asked for. */
export function meetsObjectives({ verdict, certificate }: Pick<RunFacts, 'verdict' | 'certificate'>): boolean {
  return verdict === 'met' && certificate.verdict !== 'INVALID'
}

/** What the runs that there are say about a search. */
export function searchFacts({ path, levels, repetition, candidates }: Searched, runs: ReadonlyMap<string, RunFacts>): SearchFacts {
  const tried = candidates.flatMap(({ value, run: id }): Tried[] => {
    const run = runs.get(id)
    return run?.identity.state === 'finished' ? [{ value, run, meets: meetsObjectives(run) }] : []
  })
  const met = tried.findLast(({ meets }) => meets) ?? null
  const notMet = tried.find(({ meets }) => !meets) ?? null
  const placeOf = (one: Tried | null) => candidates.findIndex(({ value }) => value === one?.value)
  const end = (): SearchFacts['end'] => {
    if (notMet && placeOf(notMet) === 0) return 'below'
    if (met && placeOf(met) === candidates.length - 1) return 'above'
    return met && notMet && placeOf(notMet) === placeOf(met) + 1 ? 'between' : 'unfinished'
  }
  return { path, levels, repetition, from: candidates[0]?.value ?? 0, to: candidates.at(-1)?.value ?? 0, end: end(), met, notMet, tried }
}

/** The limits over the repetitions of each combination of levels, where every search has come to its end. */
export function searchSpreads(searches: readonly SearchFacts[]): SearchSpread[] {
  const groups = groupedBy(searches, ({ levels }) => stableJson(levels))
  return [...groups.values()].filter((group) => group.length > 1 && group.every(({ end }) => end !== 'unfinished')).map(spreadOf)
}

function spreadOf(group: readonly SearchFacts[]): SearchSpread {
  const limits = group.map(({ end, met }) => (end === 'below' ? -Infinity : end === 'above' ? Infinity : (met?.value ?? 0)))
  const sorted = limits.sort((a, b) => a - b)
  const at = (place: number) => sorted[place] as number
  const inRange = (limit: number) => (Number.isFinite(limit) ? limit : null)
  const last = sorted.length - 1
  return {
    levels: group[0]?.levels ?? [],
    repetitions: group.length,
    below: sorted.filter((limit) => limit === -Infinity).length,
    above: sorted.filter((limit) => limit === Infinity).length,
    lowest: inRange(at(0)),
    median: inRange((at(Math.floor(last / 2)) + at(Math.ceil(last / 2))) / 2),
    highest: inRange(at(last)),
  }
}
