/** A number with its 95 % interval and what it rests on; null where the data cannot tell, with the reason. An interval can lack its upper end. */
export interface Estimate {
  value: number | null
  low: number | null
  high: number | null
  /** Observations behind it. */
  n: number
  /** What the observations are worth in independent ones; queues make neighbours alike. */
  effectiveN: number | null
  reason: string | null
}

/** An estimate of which nothing is known, and why. */
export function unknown(n: number, reason: string): Estimate {
  return { value: null, low: null, high: null, n, effectiveN: null, reason }
}
