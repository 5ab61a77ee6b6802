const firstMs = 500
const longestMs = 10_000
const goodLifeMs = 10_000

/** What is remembered along a line of replicas that take each other's place. */
export interface Lineage {
  /** Deaths in a row, each less than 10 s after the replica became ready, or before. */
  shortLives: number
  /** Deaths in a row of replicas that never became ready. */
  stillborn: number
}

export const newLineage: Lineage = { shortLives: 0, stillborn: 0 }

/** The lineage after one more death; `readyMs` is how long the replica had been ready, null when it never was. */
export function afterDeath({ shortLives, stillborn }: Lineage, readyMs: number | null): Lineage {
  const wasGood = readyMs !== null && readyMs >= goodLifeMs
  return { shortLives: wasGood ? 1 : shortLives + 1, stillborn: readyMs === null ? stillborn + 1 : 0 }
}

/** Milliseconds to wait before the next of a lineage starts: 0.5 s after the first death, doubled by each further one, 10 s at most. */
export function restartDelayMs({ shortLives }: Lineage): number {
  return Math.min(longestMs, firstMs * 2 ** (shortLives - 1))
}
