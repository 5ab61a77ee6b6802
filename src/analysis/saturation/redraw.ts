import { nextNormal, seededRandom } from '../../base/random.ts'
import type { Estimate } from '../estimates/estimate.ts'

const draws = 200

/** The middle 95 % of what comes out when the data are drawn anew, 200 times, always alike; null where too many draws came to nothing. */
export function redrawn<Name extends string>(
  once: (normal: () => number) => Record<Name, number> | null,
  names: readonly Name[],
): Record<Name, { low: number; high: number }> | null {
  const random = seededRandom(1, 'saturation')
  const found = Array.from({ length: draws }, () => once(() => nextNormal(random))).filter((one) => one !== null)
  if (found.length < 0.9 * draws) return null
  return Object.fromEntries(
    names.map((name) => {
      const sorted = found.map((one) => one[name]).sort((a, b) => a - b)
      const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))] as number
      return [name, { low: at(0.025), high: at(0.975) }]
    }),
  ) as Record<Name, { low: number; high: number }>
}

/** An estimate from a fit and its redraws; the interval always holds the value. */
export function fitted(value: number, { low, high }: { low: number; high: number }, n: number): Estimate {
  return { value, low: Math.min(low, value), high: Math.max(high, value), n, effectiveN: null, reason: null }
}
