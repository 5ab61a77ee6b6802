import type { Json } from '../base/stable-json.ts'

type Mapping = { [key: string]: Json }

const factorPrefix = 'design.factors.'

/** The steps of a dotted path; what follows `design.factors.` is one key, since it is a path itself. */
export function stepsOf(path: string): string[] {
  if (path.startsWith(factorPrefix)) return ['design', 'factors', path.slice(factorPrefix.length)]
  return path.split('.')
}

/** The value at a path, undefined where there is none. */
export function valueAt(root: Json | undefined, steps: readonly string[]): Json | undefined {
  let value: Json | undefined = root
  for (const step of steps) {
    if (value === null || typeof value !== 'object' || !Object.hasOwn(value, step)) return undefined
    value = (value as Mapping)[step]
  }
  return value
}

/** Puts a value at a path, in place, with mappings on the way where there are none; false when the path counts to an item that no list has. */
export function putAt(root: Mapping, steps: readonly string[], value: Json): boolean {
  let here: Json = root
  for (const [index, step] of steps.entries()) {
    if ((Array.isArray(here) || /^\d+$/.test(step)) && !Object.hasOwn(here, step)) return false
    const members = here as Mapping
    if (index === steps.length - 1) {
      members[step] = value
      return true
    }
    const next = Object.hasOwn(members, step) ? members[step] : null
    const inner = next !== null && typeof next === 'object' ? next : {}
    members[step] = inner
    here = inner
  }
  return false
}

export function isMapping(value: unknown): value is Mapping {
  return value !== null && typeof value === 'object' && !Array.isArray(value)
}
