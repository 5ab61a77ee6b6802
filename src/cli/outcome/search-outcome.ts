import { type RunFacts, type SearchFacts, searchFacts, searchSpreads, type Tried } from '../../analysis/index.ts'
import { formatDuration } from '../../base/duration.ts'
import { DynoError } from '../../base/errors.ts'
import type { Plan } from '../../plan/index.ts'
import { searchedValue, searchName, searchSentence, spreadSentence } from '../../report/index.ts'
import { textTable } from '../printing/text-table.ts'

/** What the searches of a plan found so far, by repetition; empty for a plan without one. */
export function searchesFound({ searches = [] }: Plan, facts: ReadonlyMap<string, RunFacts>): SearchFacts[] {
  return searches.map((search) => searchFacts(search, facts)).sort((a, b) => a.repetition - b.repetition)
}

/** A table of the values that each search tried, rising, and what it found. */
export function searchesText(searches: readonly SearchFacts[]): string {
  const repeated = searches.some(({ repetition }) => repetition > 1)
  const parts = searches.map((search) => {
    const name = searchName(search, repeated)
    return `${name === '' ? '' : `${name}\n`}${search.tried.length === 0 ? '' : `${triedTable(search)}\n`}${searchSentence(search)}\n`
  })
  const spreads = searchSpreads(searches).map((spread) => `${spreadSentence(searches[0]?.path ?? '', spread)}\n`)
  return [...parts, ...(spreads.length > 0 ? [spreads.join('')] : [])].join('\n')
}

function triedTable({ path, tried }: SearchFacts): string {
  const ms = (value: number | null) => (value === null ? '-' : formatDuration(value))
  return textTable(
    [path, 'run', 'verdict', 'load', 'p50', 'p99'],
    tried.map(({ value, run }) => [
      searchedValue(path, value),
      run.identity.runId,
      run.verdict ?? '-',
      run.certificate.verdict,
      ms(run.requests.latencyMs.p50.value),
      ms(run.requests.latencyMs.p99.value),
    ]),
  )
}

/** The same for programs; null for a plan without a search. */
export function searchesData(searches: readonly SearchFacts[]): unknown {
  const [first] = searches
  if (!first) return null
  const { path, from, to } = first
  return {
    path,
    from,
    to,
    results: searches.map((search) => ({
      levels: search.levels,
      repetition: search.repetition,
      outcome: search.end,
      highestMet: search.met?.value ?? null,
      lowestNotMet: search.notMet?.value ?? null,
      text: searchSentence(search),
      tried: search.tried.map(triedData),
    })),
    spreads: searchSpreads(searches),
  }
}

function triedData({ value, meets, run }: Tried) {
  const { verdict, certificate, requests, objectives, identity } = run
  return {
    value,
    run: identity.runId,
    meets,
    verdict,
    certificate: certificate.verdict,
    latencyMs: { p50: requests.latencyMs.p50, p99: requests.latencyMs.p99 },
    objectives,
  }
}

/** Throws when a search found no value at all that meets the objectives. */
export function throwWhereNoneMet(searches: readonly SearchFacts[], hint: string): void {
  const none = searches.filter(({ end }) => end === 'below')
  const [first] = none
  if (!first) return
  const which = searches.length === 1 ? '' : ` (${none.length} of ${searches.length} searches)`
  throw new DynoError('KD_OBJECTIVES_MISSED', `${searchSentence(first)}${which}`, { hint })
}
