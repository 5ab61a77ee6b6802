import { z } from 'zod'
import type { Json } from '../base/stable-json.ts'
import { experimentSchema } from './schema/experiment.ts'

/** A node of the JSON Schema of the experiment file. */
export interface SchemaNode {
  type?: string | string[]
  description?: string
  /** In words; an extra key that validators skip. */
  unit?: string
  /** What a value with several forms must be, in words; an extra key that validators skip. */
  expected?: string
  default?: Json
  examples?: Json[]
  enum?: Json[]
  minimum?: number
  maximum?: number
  properties?: Record<string, SchemaNode>
  required?: string[]
  items?: SchemaNode
  anyOf?: SchemaNode[]
  additionalProperties?: boolean | SchemaNode
}

let made: SchemaNode | null = null

/** The JSON Schema (draft 7) of the experiment file, for editors, reference pages and `explain`. */
export function jsonSchema(): SchemaNode {
  made ??= { ...z.toJSONSchema(experimentSchema, { target: 'draft-07', io: 'input', override: asWritten }) } as SchemaNode
  return made
}

/** Keeps examples, which zod drops where a value is read into another form, and makes one node of "this or null". */
function asWritten({ zodSchema, jsonSchema }: { zodSchema: z.core.$ZodType; jsonSchema: object }): void {
  const examples = z.globalRegistry.get(zodSchema)?.examples
  if (Array.isArray(examples) && examples.length > 0) Object.assign(jsonSchema, { examples })
  const node = jsonSchema as SchemaNode
  const [form, orNull] = node.anyOf ?? []
  if (!form || orNull?.type !== 'null') return
  delete node.anyOf
  Object.assign(node, form, form.type && { type: [form.type, 'null'].flat() })
}

/** The schema of a value by its path; null where the language has none. List items are named by their place. */
export function schemaAt(path: readonly string[]): SchemaNode | null {
  let node: SchemaNode | undefined = jsonSchema()
  for (const step of path) {
    node = childrenOf(node)[step] ?? (/^\d+$/.test(step) ? itemsOf(node) : entriesOf(node)) ?? undefined
    if (!node) return null
  }
  return node
}

/** Which numbers the value at a path can be; null where it can be none. */
export function numbersAt(path: readonly string[]): 'any' | 'whole' | null {
  const node = schemaAt(path)
  const types = node ? formsOf(node).flatMap(({ type }) => [type].flat()) : []
  return types.includes('number') ? 'any' : types.includes('integer') ? 'whole' : null
}

/** The named members of a mapping, also of a value that may be written as one. */
export function childrenOf(node: SchemaNode): Record<string, SchemaNode> {
  return Object.assign(Object.create(null), ...formsOf(node).map((form) => form.properties))
}

/** The schema of a list's items, also of a value that may be written as a list. */
export function itemsOf(node: SchemaNode): SchemaNode | null {
  return formsOf(node).find((form) => form.items)?.items ?? null
}

/** The schema of the entries of a mapping whose keys are free. */
export function entriesOf(node: SchemaNode): SchemaNode | null {
  return typeof node.additionalProperties === 'object' ? node.additionalProperties : null
}

function formsOf(node: SchemaNode): SchemaNode[] {
  return node.anyOf ?? [node]
}
