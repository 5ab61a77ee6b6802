import type { LoadProgress, RunEvent } from '../../dataset/index.ts'
import { type Plan, type PlannedRun, searchOfRun, turnOf } from '../../plan/index.ts'

/** How far a plan is, as far as its events tell. */
export interface ProgressState {
  plan: Plan
  run: PlannedRun | null
  stage: 'preparing' | 'starting' | 'loading' | 'ending' | 'reporting'
  /** The phase that is under way, by its place; null before and after. */
  phase: number | null
  /** The time of the run's axis at the latest event that has one; null before the origin. */
  atMs: number | null
  ready: readonly string[]
  draining: readonly string[]
  wanted: number
  restarts: number
  latest: TimedProgress | null
  beforeThat: TimedProgress | null
}

interface TimedProgress extends LoadProgress {
  atMs: number
}

/** Nothing has happened yet. */
export function initialState(plan: Plan): ProgressState {
  return {
    plan,
    run: null,
    stage: 'preparing',
    phase: null,
    atMs: null,
    ready: [],
    draining: [],
    wanted: 0,
    restarts: 0,
    latest: null,
    beforeThat: null,
  }
}

/** The state after an event. */
export function stateAfter(before: ProgressState, run: PlannedRun, event: RunEvent): ProgressState {
  const state = { ...before, run, atMs: event.atMs ?? before.atMs }
  const without = (names: readonly string[], gone: string) => names.filter((name) => name !== gone)
  switch (event.type) {
    case 'run.started':
      return { ...initialState(before.plan), run, wanted: run.initialReplicas }
    case 'replica.starting':
      return state.stage === 'preparing' ? { ...state, stage: 'starting' } : state
    case 'replica.ready':
      return { ...state, ready: [...state.ready, event.replica] }
    case 'replica.draining':
      return { ...state, ready: without(state.ready, event.replica), draining: [...state.draining, event.replica] }
    case 'replica.stopped':
    case 'replica.died':
      return { ...state, ready: without(state.ready, event.replica), draining: without(state.draining, event.replica) }
    case 'replica.restarted':
      return { ...state, restarts: state.restarts + 1 }
    case 'scale.requested':
      return { ...state, wanted: event.replicas }
    case 'origin.set':
      return { ...state, stage: 'loading', atMs: event.atMs }
    case 'phase.started':
      return { ...state, stage: 'loading', phase: run.experiment.load.phases.findIndex(({ name }) => name === event.phase) }
    case 'load.progress':
      return { ...state, beforeThat: state.latest, latest: { ...event.progress, atMs: event.atMs ?? 0 } }
    case 'load.ended':
      return { ...state, stage: 'ending', phase: null }
    case 'run.recorded':
    case 'run.failed':
    case 'run.interrupted':
      return { ...state, stage: 'reporting', phase: null }
    default:
      return state
  }
}

/** Requests per second that became due and that were sent, between the two latest tellings. */
export function latestRates({ latest, beforeThat }: ProgressState): { asked: number; sent: number } | null {
  if (!latest) return null
  const from = beforeThat ?? { intended: 0, sent: 0, atMs: 0 }
  const seconds = (latest.atMs - from.atMs) / 1000
  return seconds > 0 ? { asked: (latest.intended - from.intended) / seconds, sent: (latest.sent - from.sent) / seconds } : null
}

/** Milliseconds of load and pauses that are left of the whole plan, as planned; of a search, at most. */
export function leftMs({ plan, run }: ProgressState, atMs: number): number {
  if (!run) return plan.durationMs
  const later = laterMs(plan, run)
  const pausesMs = later.length * run.experiment.design.pauseMs
  return Math.max(0, run.durationMs - Math.max(0, atMs)) + pausesMs + later.reduce((sum, durationMs) => sum + durationMs, 0)
}

/** How long each run takes that can follow a run. */
function laterMs(plan: Plan, run: PlannedRun): number[] {
  const searching = searchOfRun(plan, run.id)
  if (!searching) return plan.runs.filter(({ index }) => index > run.index).map(({ durationMs }) => durationMs)
  const { search, place } = searching
  const searches = plan.searches ?? []
  const later = searches.slice(searches.indexOf(search) + 1).reduce((sum, { mostRuns }) => sum + mostRuns, 0)
  return Array(search.mostRuns - turnOf(place, search.candidates.length) + later).fill(run.durationMs)
}
