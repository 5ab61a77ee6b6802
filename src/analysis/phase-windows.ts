import type { RunRecords } from './records.ts'

/** A phase and the part of it that took place, on the run's time axis. */
export interface PhaseWindow {
  name: string
  warmup: boolean
  demand: RunRecords['asked']['experiment']['load']['phases'][number]['demand']
  fromMs: number
  /** Where it ended or the load was cut off; equal to `fromMs` when it was not reached. */
  untilMs: number
  plannedMs: number
}

/** Lays the phases along the time axis, up to where the load came. */
export function phaseWindows(records: RunRecords): PhaseWindow[] {
  const reachedMs = loadReachedMs(records)
  let fromMs = 0
  return records.asked.experiment.load.phases.map(({ name, warmup, demand, durationMs }) => {
    const window = {
      name,
      warmup,
      demand,
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
