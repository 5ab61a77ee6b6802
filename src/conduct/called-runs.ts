import { type Plan, type PlannedRun, searchStep } from '../plan/index.ts'

/**
 * The runs that a plan calls for, one at a time: all of them, or of each search those that the runs before them lead to. `met` says whether
 * the run given out last met its objectives; null, when that is not known, ends its search for now.
 */
export async function* calledRuns({ runs, searches }: Plan, met: () => Promise<boolean | null>): AsyncGenerator<PlannedRun> {
  if (!searches) {
    yield* runs
    return
  }
  const runOf = new Map(runs.map((run) => [run.id, run]))
  for (const { candidates } of searches) {
    const known = new Map<number, boolean>()
    for (;;) {
      const step = searchStep(candidates.length, (place) => known.get(place))
      if (step.kind !== 'try') break
      yield runOf.get(candidates[step.place]?.run ?? '') as PlannedRun
      const result = await met()
      if (result === null) break
      known.set(step.place, result)
    }
  }
}
