import type { Json } from '../../base/stable-json.ts'
import type { RunRecords } from '../records.ts'

/** A phase and the part of it that took place, on the run's time axis. */
export interface PhaseWindow {
  name: string
  warmup: boolean
  demand: RunRecords['asked']['experiment']['load']['phases'][number]['demand']
  /** What its requests are, where they are not all alike. */
  mix?: Json | undefined
  fromMs: number
  /** Where it ended or the load was cut off; equal to `fromMs` when it was not reached. */
  untilMs: number
  plannedMs: number
}

/** The step of a sweep that saturated the service, with which the load ended, and what was planned after it. */
export interface Saturated {
  phase: string
  /** Requests that were due in it, and good answers that came within it. */
  due: number
  answered: number
  notDriven: { phase: string; plannedMs: number; demand: PhaseWindow['demand'] }[]
}

/** The step with which a sweep ended the load; null when none did. */
export function saturatedStep({ asked, events }: RunRecords): Saturated | null {
  const event = events.findLast((event) => event.type === 'load.saturated')
  if (!event) return null
  const { phases } = asked.experiment.load
  const after = phases.slice(phases.findIndex(({ name }) => name === event.phase) + 1)
  return {
    phase: event.phase,
    due: event.due,
    answered: event.answered,
    notDriven: after.map(({ name, durationMs, demand }) => ({ phase: name, plannedMs: durationMs, demand })),
  }
}

/** Lays the phases along the time axis, up to where the load came; those that a sweep left out are not among them. */
export function phaseWindows(records: RunRecords, saturated: Saturated | null): PhaseWindow[] {
  const reachedMs = loadReachedMs(records)
  const { phases } = records.asked.experiment.load
  let fromMs = 0
  return phases.slice(0, phases.length - (saturated?.notDriven.length ?? 0)).map(({ name, warmup, demand, mix, durationMs }) => {
    const window = {
      name,
      warmup,
      demand,
      mix,
      fromMs,
      untilMs: Math.max(fromMs, Math.min(fromMs + durationMs, reachedMs)),
      plannedMs: durationMs,
    }
    fromMs += durationMs
    return window
  })
}

/** How far the load came: all the way, or up to the last sign of it. */
function loadReachedMs({ asked, driver, events, requests }: RunRecords): number {
  const { phases } = asked.experiment.load
  const lastPhase = phases.at(-1)?.name
  const complete = driver?.complete ?? events.some((event) => event.type === 'phase.ended' && event.phase === lastPhase)
  if (complete) return Number.POSITIVE_INFINITY
  let reached = 0
  for (const intendedMs of requests.intendedMs) if (intendedMs > reached) reached = intendedMs
  for (const event of events) if (event.type === 'load.progress' && event.atMs !== null) reached = Math.max(reached, event.atMs)
  return reached
}
