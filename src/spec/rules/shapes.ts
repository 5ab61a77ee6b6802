import type { Fault } from '../faults.ts'
import type { WrittenRate } from '../schema/rate.ts'

/** What is wrong with a rate that changes within a phase: no shape or several, nothing but zeros, a wave that goes below zero. */
export function shapeFaults(rate: WrittenRate | undefined, path: string[]): Fault[] {
  if (typeof rate !== 'object') return []
  const kinds = Object.keys(rate)
  const [kind] = kinds
  if (kind === undefined || kinds.length > 1) {
    const message = kind === undefined ? 'has no shape' : `has ${kinds.length} shapes: ${kinds.join(', ')}`
    return [{ path, message, hint: 'give one of ramp, steps, profile, sine and sweep, such as `{ ramp: [5, 50] }`' }]
  }
  const { sine, ramp, sweep } = rate
  if (sweep) return []
  if (ramp?.length === 1) {
    return [{ path: [...path, 'ramp'], message: 'needs two rates or more', hint: `for a rate that stays, write \`rate: ${ramp[0]}\`` }]
  }
  if (sine && sine.amplitude > sine.mean) {
    const message = `is greater than the mean, ${sine.mean}, so that the rate would go below 0`
    return [{ path: [...path, 'sine', 'amplitude'], message, hint: 'lower the amplitude or raise the mean' }]
  }
  const highest = sine ? sine.mean : Math.max(...(ramp ?? rate.steps ?? rate.profile ?? []))
  if (highest > 0) return []
  return [{ path: [...path, kind], message: 'asks for no request at all', hint: 'make at least one rate greater than 0' }]
}
