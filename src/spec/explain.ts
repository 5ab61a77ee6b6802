import { DynoError } from '../base/errors.ts'
import { nearest } from '../base/nearest.ts'
import type { Json } from '../base/stable-json.ts'
import { childrenOf, entriesOf, itemsOf, jsonSchema, type SchemaNode, schemaAt } from './json-schema.ts'
import { stepsOf } from './paths.ts'

/** What a value of the experiment file means, for people. */
export interface Explanation {
  /** Dotted path; empty for the whole file. */
  path: string
  /** In words: `text`, `whole number`, `one of open, closed`, `list of mappings`. */
  type: string
  description: string
  unit: string | null
  required: boolean
  /** As it would be written; undefined when there is none. */
  default: Json | undefined
  examples: Json[]
  /** The members of a mapping, or of the items of a list of mappings. */
  members: { path: string; type: string; description: string; unit: string | null; required: boolean; default: Json | undefined }[]
}

/** What stands at a dotted path of the experiment file, with its members; null means the whole file. Items of lists need no number. */
export function explainPath(path: string | null): Explanation {
  const steps = path ? stepsOf(path) : []
  let node = jsonSchema()
  let required = true
  const found: string[] = []
  for (const step of steps) {
    const inList = itemsOf(node)
    if (inList && !/^\d+$/.test(step)) {
      node = inList
      found.push('0')
    }
    const next = schemaAt([...found, step])
    if (!next) throw unknownPath(path ?? '')
    required = requiredOf(node).includes(step)
    node = next
    found.push(step)
  }
  const parent = itemsOf(node) ?? node
  const prefix = itemsOf(node) && Object.keys(childrenOf(parent)).length > 0 ? [...found, '0'] : found
  const members = Object.entries(childrenOf(parent)).map(([key, member]) => ({
    ...summary([...prefix, key].join('.'), member),
    required: requiredOf(parent).includes(key),
  }))
  return { ...summary(found.join('.'), node), required, examples: node.examples ?? [], members }
}

/** Every path of the language, list items as number 0: for completion and for finding what a mistyped path meant. */
export function experimentPaths(): readonly string[] {
  paths ??= pathsUnder(jsonSchema(), [])
  return paths
}

let paths: string[] | null = null

function pathsUnder(node: SchemaNode, path: string[]): string[] {
  const here = path.length > 0 ? [path.join('.')] : []
  const items = itemsOf(node)
  if (items) here.push(...(Object.keys(childrenOf(items)).length > 0 ? pathsUnder(items, [...path, '0']).slice(1) : []))
  for (const [key, member] of Object.entries(childrenOf(node))) here.push(...pathsUnder(member, [...path, key]))
  return here
}

function unknownPath(path: string): DynoError {
  const meant = nearest(path, experimentPaths())
  return new DynoError('KD_USAGE', `the experiment file has no \`${path}\``, {
    hint: meant ? `did you mean \`${meant}\`?` : 'list all paths with `kubedyno explain`',
  })
}

function summary(path: string, node: SchemaNode) {
  const isGroup = Object.keys(node.properties ?? {}).length > 0
  return {
    path,
    type: typeInWords(node),
    description: node.description ?? '',
    unit: node.unit ?? null,
    default: isGroup || entriesOf(node) ? undefined : node.default,
  }
}

function requiredOf(node: SchemaNode): string[] {
  return (node.anyOf ?? [node]).flatMap((form) => form.required ?? [])
}

const typeNames: Record<string, string> = {
  string: 'text',
  integer: 'whole number',
  number: 'number',
  boolean: 'true or false',
  null: 'null',
  object: 'mapping',
}

function typeInWords(node: SchemaNode): string {
  if (node.anyOf) return node.anyOf.map(typeInWords).join(', or ')
  if (node.enum) return node.enum.length === 1 ? String(node.enum[0]) : `one of ${node.enum.join(', ')}`
  if (node.items) return `list of ${typeInWords(node.items).replace(/^(mapping|number)$/, '$1s')}`
  if (node.type === undefined) return 'any value'
  const types = [node.type].flat().map((type) => typeNames[type] ?? type)
  return types.join(' or ')
}
