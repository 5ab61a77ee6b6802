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
const longestText = 500

/** One error for all faults: those in flags and variables first, then in the order of the file; what comes after the first stands in `others`. */
export function errorOf(faults: readonly Fault[], { source, spots, overrides }: Provenance): DynoError {
  const located = faults.map((fault) => {
    const override = overrides.findLast(({ steps }) => steps.every((step, index) => step === fault.path[index]))
    return { fault, override, range: override ? null : rangeOf(fault, spots) }
  })
  located.sort((a, b) => (a.range?.[0] ?? -1) - (b.range?.[0] ?? -1))
  const [first, ...others] = located.slice(0, mostShown)
  const hidden = located.length - mostShown
  const toError = ({ fault, override, range }: (typeof located)[number], suffix: string, more: DynoError[] = []) => {
    const path = fault.path.join('.')
    const setter = override ? `${cut(override.label)}: ${fault.path.length > override.steps.length ? `${path} ` : ''}` : ''
    return new DynoError('KD_SPEC_INVALID', `${setter}${cut(fault.message)}${suffix}`, {
      path: path || undefined,
      hint: fault.hint && cut(fault.hint),
      place: range ? placeAt(source.path, source.text, range[0], range[1] - range[0]) : undefined,
      others: more,
    })
  }
  const suffixOf = (index: number) => (hidden > 0 && index === others.length - 1 ? ` (${hidden} further faults are not shown)` : '')
  return toError(
    first as (typeof located)[number],
    '',
    others.map((other, index) => toError(other, suffixOf(index))),
  )
}

/** Text that repeats a value must not grow with it. */
function cut(text: string): string {
  return text.length > longestText ? `${text.slice(0, longestText)}…` : text
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
