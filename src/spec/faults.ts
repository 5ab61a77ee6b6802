import type { z } from 'zod'
import { nearest } from '../base/nearest.ts'
import type { Json } from '../base/stable-json.ts'
import { experimentPaths } from './explain.ts'
import { childrenOf, schemaAt } from './json-schema.ts'
import { valueAt } from './paths.ts'
import { inYaml } from './schema/leaf.ts'

/** Something wrong with a value of the file. */
export interface Fault {
  path: string[]
  message: string
  hint?: string | undefined
  /** The key is at fault, not its value. */
  key?: true
}

/** Faults in the words of people, from the issues that zod found in an input. */
export function faultsOf(issues: readonly z.core.$ZodIssue[], input: Json): Fault[] {
  return issues.flatMap((issue) => faultOf(issue, issue.path.map(String), input))
}

function faultOf(issue: z.core.$ZodIssue, path: string[], input: Json): Fault | Fault[] {
  const value = valueAt(input, path)
  if (issue.code === 'custom') return withHint({ path, message: issue.message, hint: issue.params?.hint })
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey(path, key))
  if (issue.code === 'too_small') return { path, message: 'must not be empty' }
  if (issue.code === 'too_big') return { path, message: `must have at most ${issue.maximum} items` }
  if (issue.code === 'invalid_union') return unionFaults(issue, path, input)
  if (value === undefined) return withHint({ path, message: 'is missing' })
  if (issue.code === 'invalid_type')
    return withHint({ path, message: `must be ${formNames[issue.expected] ?? issue.expected}, not ${nameOf(value)}` })
  return { path, message: issue.message }
}

const formNames: Record<string, string> = {
  object: 'a mapping (lines of `key: value`)',
  record: 'a mapping (lines of `key: value`)',
  array: 'a list (lines that begin with `- `)',
}

function nameOf(value: Json): string {
  if (value === null) return 'nothing'
  if (Array.isArray(value)) return 'a list'
  return typeof value === 'object'
    ? 'a mapping'
    : `the ${typeof value === 'string' ? 'text' : typeof value} \`${String(value).slice(0, 40)}\``
}

/** Of the forms that a value may have, the faults of the one that was meant. */
function unionFaults(issue: z.core.$ZodIssueInvalidUnion, path: string[], input: Json): Fault[] {
  const value = valueAt(input, path)
  const container = value !== null && typeof value === 'object'
  const meant = issue.errors.filter((errors) =>
    errors.some(({ path: inner, code }) =>
      container ? inner.length > 0 || code === 'unrecognized_keys' || code === 'too_small' : code === 'custom',
    ),
  )
  const [only] = meant
  if (only && meant.length === 1) return only.flatMap((inner) => faultOf(inner, [...path, ...inner.path.map(String)], input))
  const expected = schemaAt(path)?.expected
  return [withHint({ path, message: value === undefined ? 'is missing' : `must be ${expected}` })]
}

function withHint(fault: Fault): Fault {
  const key = fault.path.at(-1)
  const example = schemaAt(fault.path)?.examples?.[0]
  if (fault.hint || fault.message !== 'is missing' || example === undefined || key === undefined) return fault
  return { ...fault, hint: `such as \`${key}: ${inYaml(example)}\`` }
}

/** The fault of a key that the language does not have, with the one that was probably meant. */
function unknownKey(parent: readonly string[], key: string): Fault {
  const node = schemaAt(parent)
  const siblings = node ? Object.keys(childrenOf(node)) : []
  const path = [...parent, key]
  const fault: Fault = { path, message: `is not a key of ${parent.length === 0 ? 'an experiment' : `\`${parent.join('.')}\``}`, key: true }
  const meant = nearest(key, siblings)
  if (meant) return { ...fault, hint: `did you mean \`${meant}\`?` }
  if (parent.length === 0 && key === 'spec') return { ...fault, hint: 'write `workload`, `load` and the rest at the top level' }
  const elsewhere = experimentPaths().find((known) => known.split('.').at(-1) === key)
  if (elsewhere) return { ...fault, hint: `it stands elsewhere: \`${elsewhere}\`` }
  return { ...fault, hint: siblings.length > 0 ? `keys here: ${siblings.join(', ')}` : undefined }
}
