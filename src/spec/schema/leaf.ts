import { stringify } from 'yaml'
import { z } from 'zod'
import type { Json } from '../../base/stable-json.ts'

/** What a value of the file means, for people and for their editors; other keys of JSON Schema may stand in it too. */
export interface Meaning {
  description: string
  examples: Json[]
  /** The unit in words: `requests per second`. */
  unit?: string
  [jsonSchemaKey: string]: Json | undefined
}

/** Why a value cannot be read, and what to do about it. */
export class Complaint {
  readonly message: string
  readonly hint: string | undefined

  constructor(message: string, hint?: string) {
    this.message = message
    this.hint = hint
  }
}

/** A value that has no parts of its own: what it means, how JSON Schema sees it, and how it is read from what stands in the file. */
export function leaf<T>(meaning: Meaning, read: (value: NonNullable<unknown>) => T | Complaint, hintWhenMissing?: string) {
  return z
    .unknown()
    .meta(meaning)
    .transform((value, context): T => {
      const result = value === undefined ? new Complaint('is missing', hintWhenMissing) : value === null ? noValue(meaning) : read(value)
      if (!(result instanceof Complaint)) return result
      context.issues.push({ code: 'custom', message: result.message, params: { hint: result.hint }, input: value })
      return z.NEVER
    })
}

function noValue({ examples }: Meaning): Complaint {
  return new Complaint('has no value', `write one, such as \`${inYaml(examples[0])}\`, or leave the line out`)
}

/** A value on one line, as it would be written in a file. */
export function inYaml(value: Json | undefined): string {
  return stringify(value, { collectionStyle: 'flow', lineWidth: 0 }).trim()
}
