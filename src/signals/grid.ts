import type { Clock } from '../base/effects.ts'
import { type Origin, sinceOriginMs } from '../base/origin.ts'

/**
 * Calls `onTurn` at each whole multiple of the interval since the origin, without drift, until the signal aborts. After a hold-up the
 * newest turn is done late and the older ones that came due are left out: their number comes with the call.
 */
export async function followGrid(
  intervalMs: number,
  origin: Origin,
  clock: Clock,
  signal: AbortSignal,
  onTurn: (missedTurns: number) => void,
): Promise<void> {
  const nowMs = () => sinceOriginMs(origin, clock)
  let due = Math.ceil(nowMs() / intervalMs)
  while (await reached(due * intervalMs, nowMs, clock, signal)) {
    const newest = Math.max(due, Math.floor(nowMs() / intervalMs))
    onTurn(newest - due)
    due = newest + 1
  }
}

/** Waits for an instant; false when the signal aborts first. Timers may go off a little early, so it looks again. */
async function reached(timeMs: number, nowMs: () => number, clock: Clock, signal: AbortSignal): Promise<boolean> {
  for (;;) {
    const leftMs = timeMs - nowMs()
    if (signal.aborted) return false
    if (leftMs <= 0) return true
    try {
      await clock.sleep(Math.ceil(leftMs), signal)
    } catch (error) {
      if (!signal.aborted) throw error
    }
  }
}
