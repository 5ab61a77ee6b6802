import type { Effects } from '../base/effects.ts'
import { DynoError } from '../base/errors.ts'
import { nearest } from '../base/nearest.ts'
import type { Json } from '../base/stable-json.ts'
import { experimentPaths } from './explain.ts'
import { childrenOf, itemsOf, schemaAt } from './json-schema.ts'
import { putAt, stepsOf, valueAt } from './paths.ts'
import { parseYaml } from './yaml.ts'

/** A value that did not come from the file. */
export interface Override {
  steps: string[]
  value: Json
  origin: 'flag' | 'environment'
  /** As the person wrote it: `--set load.rate=5`. */
  label: string
}

/** Values set by flags such as `--set load.rate=5`. */
export function fromFlags(flags: readonly { path: string; value: string }[]): Override[] {
  return flags.map(({ path, value }) => {
    const label = `--set ${path}=${value}`
    const steps = stepsOf(path)
    if (!schemaAt(steps)) {
      const meant = nearest(path, experimentPaths())
      throw new DynoError('KD_SPEC_INVALID', `${label}: the experiment file has no \`${path}\``, {
        path,
        hint: meant ? `did you mean \`${meant}\`?` : 'list all paths with `kubedyno explain`',
      })
    }
    return { steps, value: readValue(steps, value, label), origin: 'flag', label }
  })
}

/** Values set by environment variables such as `KUBEDYNO_LOAD_RATE`, and words about those that look mistyped. */
export function fromEnvironment(environment: Effects['environment']): { overrides: Override[]; warnings: string[] } {
  const set = Object.entries(environment).filter((entry): entry is [string, string] => entry[0].startsWith(prefix) && !!entry[1])
  const paths = new Map(set.length > 0 ? settablePaths().map((path) => [variableOf(path), path]) : [])
  const overrides: Override[] = []
  const warnings: string[] = []
  for (const [name, value] of set.sort(([a], [b]) => (a < b ? -1 : 1))) {
    const places = [...name.matchAll(/_(\d+)(?=_)/g)].map((match) => match[1] as string)
    const path = paths.get(name.replace(/_\d+(?=_)/g, '_0'))
    if (path) {
      const steps = path.split('.').map((step) => (step === '0' ? (places.shift() ?? step) : step))
      const label = `${name}=${value}`
      overrides.push({ steps, value: readValue(steps, value, label), origin: 'environment', label })
      continue
    }
    const meant = nearest(
      name.slice(prefix.length),
      [...paths.keys()].map((known) => known.slice(prefix.length)),
    )
    if (meant) warnings.push(`${name} is set but names no value of the experiment file; did you mean ${prefix}${meant}?`)
  }
  return { overrides, warnings }
}

/** Puts overrides into an input, in place and in order. */
export function applyOverrides(input: { [key: string]: Json }, overrides: readonly Override[]): void {
  for (const { steps, value, label } of overrides) {
    if (putAt(input, steps, value)) continue
    const list = steps.slice(
      0,
      steps.findIndex((step, index) => /^\d+$/.test(step) && valueAt(input, steps.slice(0, index + 1)) === undefined),
    )
    const items = valueAt(input, list)
    throw new DynoError('KD_SPEC_INVALID', `${label}: there is no \`${steps.slice(0, list.length + 1).join('.')}\``, {
      path: steps.join('.'),
      hint: Array.isArray(items)
        ? `\`${list.join('.')}\` has ${items.length === 1 ? '1 item' : `${items.length} items`}, counted from 0`
        : `\`${list.join('.')}\` is not written as a list`,
    })
  }
}

const prefix = 'KUBEDYNO_'

function variableOf(path: string): string {
  return (
    prefix +
    path
      .replace(/([A-Z])/g, '_$1')
      .replaceAll('.', '_')
      .toUpperCase()
  )
}

/** Paths whose value can be written on one line. */
function settablePaths(): string[] {
  return experimentPaths().filter((path) => {
    if (path === 'apiVersion' || path === 'kind' || path === 'design.factors') return false
    const node = schemaAt(path.split('.'))
    if (!node) return false
    const isGroup = (node.anyOf ?? [node]).every((form) => form.properties || Object.keys(childrenOf(itemsOf(form) ?? {})).length > 0)
    return !isGroup
  })
}

/** Text stays text where the language wants nothing else; anything else is read as YAML, so `null` and `[a, b]` work. */
function readValue(steps: readonly string[], text: string, label: string): Json {
  if (schemaAt(steps)?.type === 'string') return text
  try {
    return parseYaml(label, text).value ?? null
  } catch (error) {
    if (!(error instanceof DynoError)) throw error
    throw new DynoError(error.code, `${label}: the value ${error.message}`, { path: steps.join('.'), hint: error.hint, cause: error })
  }
}
