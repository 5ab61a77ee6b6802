import type { Clock } from '../base/effects.ts'

/** A look at both clocks that takes longer than this says nothing: the process was held up in the middle of it. */
const lookLimitNs = 5_000_000n

/** Watches whether the wall clock was set: each call says by how many milliseconds it moved against the monotonic clock since the last one. */
export function watchClockSteps(clock: Clock): () => number {
  let lastOffsetMs: number | null = null
  return () => {
    const beforeNs = clock.monotonicNs()
    const wallMs = clock.wallMs()
    const afterNs = clock.monotonicNs()
    if (afterNs - beforeNs > lookLimitNs) return 0
    const offsetMs = wallMs - Number(beforeNs) / 1e6
    const stepMs = lastOffsetMs === null ? 0 : offsetMs - lastOffsetMs
    lastOffsetMs = offsetMs
    return stepMs
  }
}
