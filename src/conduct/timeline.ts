import type { Clock } from '../base/effects.ts'
import { type Origin, sinceOriginMs } from '../base/origin.ts'

/** Runs each step at its time on the run's axis, in order; a step that is due already runs at once. Ends early, without an error, when the signal aborts. */
export async function followTimeline<Step extends { atMs: number }>(
  steps: readonly Step[],
  onStep: (step: Step) => void,
  origin: Origin,
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  for (const step of steps) {
    try {
      await sleepUntil(step.atMs, origin, clock, signal)
    } catch (error) {
      if (signal.aborted) return
      throw error
    }
    onStep(step)
  }
}

/** Resolves at an instant of the run's axis. */
async function sleepUntil(atMs: number, origin: Origin, clock: Clock, signal: AbortSignal): Promise<void> {
  for (let leftMs = atMs - sinceOriginMs(origin, clock); leftMs > 0; leftMs = atMs - sinceOriginMs(origin, clock)) {
    await clock.sleep(Math.min(leftMs, 60_000), signal)
  }
  signal.throwIfAborted()
}
