import { DynoError } from '../base/errors.ts'
import type { Fault } from './faults.ts'
import type { Override } from './overrides.ts'
import { placeAt } from './source.ts'
import { pathSeparator, type Spot } from './yaml.ts'

/** What is needed to say where a value came from. */
export interface Provenance {
  source: { path: string; text: string }
  spots: ReadonlyMap<string, Spot>
  overrides: readonly Override[]
}

const mostShown = 20

/** One error for all faults: those in flags and variables first, then in the order of the file; what comes after the first stands in `others`. */
export function errorOf(faults: readonly Fault[], { source, spots, overrides }: Provenance): DynoError {
  const located = faults.map((fault) => {
    const override = overrides.findLast(({ steps }) => steps.every((step, index) => step === fault.path[index]))
    return { fault, override, range: override ? null : rangeOf(fault, spots) }
  })
  located.sort((a, b) => (a.range?.[0] ?? -1) - (b.range?.[0] ?? -1))
  const hidden = located.length - mostShown
  const errors = located.slice(0, mostShown).map(({ fault: { path, message, hint }, override, range }, index) => {
    const inner = override && path.length > override.steps.length ? `${path.join('.')} ` : ''
    const more = index === mostShown - 1 && hidden > 0 ? ` (${hidden} further faults are not shown)` : ''
    const place = range ? placeAt(source.path, source.text, range[0], range[1] - range[0]) : undefined
    return [
      `${override ? `${override.label}: ${inner}` : ''}${message}${more}`,
      { path: path.join('.') || undefined, hint, place },
    ] as const
  })
  const [[text, options] = ['', {}], ...others] = errors
  return new DynoError('KD_SPEC_INVALID', text, { ...options, others: others.map((other) => new DynoError('KD_SPEC_INVALID', ...other)) })
}

/** The range to point at: the value, or the key when it is the key that is wrong, or of a whole mapping, or when the value is not there. */
function rangeOf({ path, key }: Fault, spots: Provenance['spots']): readonly [start: number, end: number] {
  const steps = [...path]
  while (steps.length > 0 && !spots.has(steps.join(pathSeparator))) steps.pop()
  const spot = spots.get(steps.join(pathSeparator))
  if (!spot) return [0, 1]
  const [start, end] = spot.value
  const atKey = key || spot.container || start === end || steps.length < path.length
  if (atKey && spot.key) return spot.key
  return [start, spot.container ? start + 1 : end]
}
