import { seededRandom } from '../../src/base/random.ts'

/** Times in the system of `n` successive customers of an M/M/1 queue in its steady state, with mean service time 1. */
export function queueTimes(seed: number, utilisation: number, n: number): Float64Array {
  const random = seededRandom(seed, 'queue')
  const exponential = () => -Math.log(1 - random.next())
  let waiting = random.next() < 1 - utilisation ? 0 : exponential() / (1 - utilisation)
  return Float64Array.from({ length: n }, () => {
    const inSystem = waiting + exponential()
    waiting = Math.max(0, inSystem - exponential() / utilisation)
    return inSystem
  })
}

/** The true quantile of these times. */
export function queueQuantile(utilisation: number, p: number): number {
  return -Math.log(1 - p) / (1 - utilisation)
}
