/** Milliseconds since the run's origin, now. */
export type RunClock = () => number

/**
 * A clock of the run's time axis that costs no BigInt at each look. It reads `performance.now()`, which like `process.hrtime` comes from the
 * machine's monotonic clock, so their distance is constant and is taken once, from the tightest of some readings; it resolves nanoseconds.
 */
export function runClock(originNs: bigint): RunClock {
  let offsetMs = 0
  let tightestMs = Number.POSITIVE_INFINITY
  for (let reading = 0; reading < 20; reading++) {
    const beforeMs = performance.now()
    const hereNs = process.hrtime.bigint()
    const afterMs = performance.now()
    if (afterMs - beforeMs >= tightestMs) continue
    tightestMs = afterMs - beforeMs
    offsetMs = Number(hereNs - originNs) / 1e6 - (beforeMs + afterMs) / 2
  }
  return () => performance.now() + offsetMs
}
