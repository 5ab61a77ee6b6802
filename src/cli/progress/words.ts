import { formatDuration } from '../../base/duration.ts'
import { type Plan, type PlannedRun, searchOfRun, turnOf } from '../../plan/index.ts'
import { searchedValue } from '../../report/index.ts'
import { latestRates, type ProgressState } from './state.ts'

/** What is being done when no phase is under way. */
export const stageWords: Record<ProgressState['stage'], string> = {
  preparing: 'preparing the model',
  starting: 'starting replicas',
  loading: 'about to begin',
  ending: 'waiting for the last answers and taking everything down',
  reporting: 'writing the report',
}

/** `run 2 of 8 ab12cd34-002` and what sets it apart; of a search, what it tries. */
export function runWords(run: PlannedRun, plan: Plan): string {
  const searching = searchOfRun(plan, run.id)
  const levels = (searching?.search.levels ?? run.levels).map(
    ({ path, value }) => `${path}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
  )
  const repetition = searching && plan.searches?.some((search) => search.repetition > 1) ? [`repetition ${run.repetition}`] : []
  return [placeWords(run, plan), run.id, ...levels, ...repetition].join('  ')
}

/** `run 2 of 8`, or `search: trying 20/s (3 of at most 6)`. */
export function placeWords(run: PlannedRun, plan: Plan): string {
  const searching = searchOfRun(plan, run.id)
  if (!searching) return `run ${run.index} of ${plan.runs.length}`
  const { search, place } = searching
  const value = searchedValue(search.path, search.candidates[place]?.value ?? 0)
  return `search: trying ${value} (${turnOf(place, search.candidates.length)} of at most ${search.mostRuns})`
}

/** What the last second of the load was like. */
export function rateWords(state: ProgressState): string {
  const { latest } = state
  if (!latest) return 'no request yet'
  const rates = latestRates(state)
  return [
    ...(rates ? [`asked ${rate(rates.asked)}/s`, `sent ${rate(rates.sent)}/s`] : []),
    `done ${rate(latest.ratePerSecond)}/s`,
    `p50 ${time(latest.latencyP50Ms)}`,
    `p95 ${time(latest.latencyP95Ms)}`,
    `p99 ${time(latest.latencyP99Ms)}`,
  ].join('  ')
}

/** What else to know of the load so far. */
export function countWords({ latest }: ProgressState): string {
  if (!latest) return ''
  return `in flight ${latest.inFlight}  failed ${latest.failed}  ${latest.sendLagMaxMs === null ? 'nothing sent' : `send lag at most ${time(latest.sendLagMaxMs)}`}`
}

/** Replicas by what they do. */
export function replicaWords({ ready, draining, wanted, restarts }: ProgressState): string {
  return [
    `replicas ${ready.length} of ${wanted} ready`,
    draining.length > 0 ? `${draining.length} draining` : '',
    restarts > 0 ? `${restarts} restarted` : '',
  ]
    .filter(Boolean)
    .join(', ')
}

function rate(perSecond: number): string {
  return perSecond.toFixed(perSecond < 100 ? 1 : 0)
}

function time(durationMs: number | null): string {
  return durationMs === null ? '-' : formatDuration(durationMs)
}
