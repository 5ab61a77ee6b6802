import type { Json } from '../base/stable-json.ts'
import type { LoadedExperiment } from './experiment.ts'
import { childrenOf, entriesOf, itemsOf, jsonSchema, type SchemaNode } from './json-schema.ts'
import type { Override } from './overrides.ts'
import { isMapping } from './paths.ts'

type Origins = LoadedExperiment['values']

/** Every leaf of the language with the value in force and who set it; what a phase does not set is left to the load and not listed. */
export function originsOf(input: Json, overrides: readonly Override[]): Origins {
  const found: Origins = []
  walk(jsonSchema(), input, [], false)
  return found

  function walk(node: SchemaNode, value: Json | undefined, path: string[], inList: boolean): void {
    const children = Object.entries(childrenOf(node))
    if (isMapping(value) || (value === undefined && isMapping(node.default))) {
      const members = isMapping(value) ? value : {}
      for (const [key, child] of children) walk(child, members[key], [...path, key], inList)
      const entry = entriesOf(node)
      if (entry) for (const [key, member] of Object.entries(members)) walk(entry, member, [...path, key], inList)
      return
    }
    const items = itemsOf(node)
    if (Array.isArray(value) && items && Object.keys(childrenOf(items)).length > 0) {
      for (const [index, item] of value.entries()) walk(items, item, [...path, String(index)], true)
      return
    }
    if (value !== undefined) found.push({ path: path.join('.'), value, origin: setBy(path) ?? 'file' })
    else if (!inList || node.default !== undefined) found.push({ path: path.join('.'), value: node.default ?? null, origin: 'default' })
  }

  function setBy(path: readonly string[]): Override['origin'] | null {
    return overrides.findLast(({ steps }) => steps.every((step, index) => step === path[index]))?.origin ?? null
  }
}
