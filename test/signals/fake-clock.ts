import type { Clock } from '../../src/base/effects.ts'

/** A clock that stands still but for sleeping, which takes no time and moves it, and for what a test makes of it. */
export interface FakeClock extends Clock {
  /** Moves both clocks on, as time does while a process is held up. */
  pass(durationMs: number): void
  /** Sets the wall clock. */
  stepWall(stepMs: number): void
}

export function fakeClock(): FakeClock {
  let monotonicMs = 1_000_000
  let wallAheadMs = 1_790_000_000_000
  return {
    wallMs: () => Math.round(monotonicMs + wallAheadMs),
    monotonicNs: () => BigInt(Math.round(monotonicMs * 1e6)),
    async sleep(delayMs, signal) {
      await new Promise((resolve) => setImmediate(resolve))
      signal.throwIfAborted()
      monotonicMs += delayMs
    },
    pass(durationMs) {
      monotonicMs += durationMs
    },
    stepWall(stepMs) {
      wallAheadMs += stepMs
    },
  }
}
