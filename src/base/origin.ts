import type { Clock } from './effects.ts'

/** The zero of a run's time axis: the instant at which its first phase begins. Every time in a run folder counts milliseconds from it. */
export interface Origin {
  wallMs: number
  monotonicNs: bigint
}

/** An origin `leadMs` from now. */
export function originAfter(clock: Clock, leadMs: number): Origin {
  return {
    wallMs: clock.wallMs() + leadMs,
    monotonicNs: clock.monotonicNs() + BigInt(Math.round(leadMs * 1e6)),
  }
}

/** Milliseconds since the origin by the monotonic clock, with nanosecond resolution; negative before it. */
export function sinceOriginMs(origin: Pick<Origin, 'monotonicNs'>, clock: Clock): number {
  return Number(clock.monotonicNs() - origin.monotonicNs) / 1e6
}

/** The wall-clock instant, as ISO text, of a time counted from the origin. */
export function isoAt(origin: Origin, timeMs: number): string {
  return new Date(origin.wallMs + timeMs).toISOString()
}
