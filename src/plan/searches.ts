import type { Search } from '../spec/index.ts'
import type { Plan, PlannedRun, PlannedSearch } from './plan.ts'
import { mostTries } from './search-step.ts'

/** The searches that planned runs belong to, each a stretch of as many runs as there are candidates. */
export function searchesOf({ path, candidates }: Search, runs: readonly PlannedRun[]): PlannedSearch[] {
  return Array.from({ length: runs.length / candidates.length }, (_, place) => {
    const own = runs.slice(place * candidates.length, (place + 1) * candidates.length)
    const [first] = own as [PlannedRun]
    return {
      path,
      repetition: first.repetition,
      levels: first.levels.filter((level) => level.path !== path),
      candidates: candidates.map((value, candidate) => ({ value, run: (own[candidate] as PlannedRun).id })),
      mostRuns: mostTries(candidates.length),
    }
  })
}

/** Milliseconds of load and pauses of searches that call for as many runs as they can. */
export function searchingMs(searches: readonly PlannedSearch[], runs: readonly PlannedRun[], pauseMs: number): number {
  const durations = new Map(runs.map(({ id, durationMs }) => [id, durationMs]))
  const each = searches.map(
    ({ candidates, mostRuns }) => mostRuns * (Math.max(...candidates.map(({ run }) => durations.get(run) ?? 0)) + pauseMs),
  )
  return each.reduce((sum, ms) => sum + ms, -pauseMs)
}

/** How many runs of a plan are carried out at most. */
export function mostRuns({ runs, searches }: Plan): number {
  return searches ? searches.reduce((sum, search) => sum + search.mostRuns, 0) : runs.length
}

/** The search that a run belongs to and its place among the candidates; null in a plan without one. */
export function searchOfRun({ searches }: Plan, runId: string): { search: PlannedSearch; place: number } | null {
  for (const search of searches ?? []) {
    const place = search.candidates.findIndex(({ run }) => run === runId)
    if (place >= 0) return { search, place }
  }
  return null
}
