import { seededRandom } from '../../src/base/random.ts'

/** Exponential service times in milliseconds, one after the other; the same for the same seed. */
export function serviceTimes(meanMs: number, seed: number): () => number {
  const random = seededRandom(seed, 'service times')
  return () => -Math.log(1 - random.next()) * meanMs
}
