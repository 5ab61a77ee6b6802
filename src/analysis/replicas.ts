import type { RunEvent } from '../dataset/index.ts'

/** The life of a replica on the run's time axis, as the journal tells it; null where it tells nothing. */
export interface ReplicaLife {
  id: string
  startedMs: number | null
  readyMs: number | null
  coldStartMs: number | null
  drainingMs: number | null
  endedMs: number | null
  end: 'stopped' | 'died' | null
  /** Why it died. */
  reason: string | null
  /** The replica that it stands in for. */
  replaces: string | null
}

/** An instant worth a line in every chart over time. */
export interface Mark {
  atMs: number
  kind: 'scale' | 'died' | 'restarted'
  label: string
}

/** Lives of all replicas, in the order in which the journal first names them. */
export function replicaLives(events: readonly RunEvent[]): ReplicaLife[] {
  const lives = new Map<string, ReplicaLife>()
  const lifeOf = (id: string) => {
    const life = lives.get(id) ?? { ...unborn, id }
    lives.set(id, life)
    return life
  }
  for (const event of events) {
    if (event.type === 'replica.starting') lifeOf(event.replica).startedMs = event.atMs
    if (event.type === 'replica.ready') Object.assign(lifeOf(event.replica), { readyMs: event.atMs, coldStartMs: event.coldStartMs })
    if (event.type === 'replica.draining') lifeOf(event.replica).drainingMs = event.atMs
    if (event.type === 'replica.stopped') Object.assign(lifeOf(event.replica), { endedMs: event.atMs, end: 'stopped' })
    if (event.type === 'replica.died') Object.assign(lifeOf(event.replica), { endedMs: event.atMs, end: 'died', reason: event.reason })
    if (event.type === 'replica.restarted') lifeOf(event.replica).replaces = event.replaces
  }
  return [...lives.values()]
}

const unborn = {
  startedMs: null,
  readyMs: null,
  coldStartMs: null,
  drainingMs: null,
  endedMs: null,
  end: null,
  reason: null,
  replaces: null,
}

/** How many replicas were ready from each instant on; those ready before the first phase count from the start of the axis. */
export function readySteps(events: readonly RunEvent[]): { atMs: number; ready: number }[] {
  const ready = new Set<string>()
  const steps: { atMs: number; ready: number }[] = []
  for (const event of events) {
    if (event.type === 'replica.ready') ready.add(event.replica)
    else if (event.type === 'replica.draining' || event.type === 'replica.stopped' || event.type === 'replica.died')
      ready.delete(event.replica)
    else continue
    const atMs = Math.max(0, event.atMs ?? 0)
    const last = steps.at(-1)
    if (last?.atMs === atMs) last.ready = ready.size
    else if (last?.ready !== ready.size) steps.push({ atMs, ready: ready.size })
  }
  return steps
}

/** Scale steps, deaths and restarts. */
export function marksOf(events: readonly RunEvent[]): Mark[] {
  const marks: Mark[] = []
  for (const event of events) {
    const atMs = event.atMs
    if (atMs === null) continue
    if (event.type === 'scale.requested') marks.push({ atMs, kind: 'scale', label: `→ ${event.replicas}` })
    if (event.type === 'replica.died') marks.push({ atMs, kind: 'died', label: `${event.replica} died` })
    if (event.type === 'replica.restarted') marks.push({ atMs, kind: 'restarted', label: `${event.replica} for ${event.replaces}` })
  }
  return marks
}
