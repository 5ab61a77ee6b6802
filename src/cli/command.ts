import type { Effects } from '../base/effects.ts'

/** How a result can be printed. */
export type Format = 'text' | 'json' | 'yaml' | 'csv'

export interface Option {
  name: string
  short?: string
  /** What stands for the value in help texts; null for a switch. */
  value: string | null
  help: string
  default?: string
  /** The environment variable that stands in for the option. */
  variable?: string
  choices?: readonly string[]
  /** It may be given several times. */
  repeated?: boolean
}

export interface Argument {
  name: string
  help: string
  required: boolean
  /** What a shell offers for it. */
  offers: 'files' | 'runs' | 'paths' | readonly string[]
}

/** One command: the record that parser, help, completion and the reference page all read. */
export interface Command {
  name: string
  summary: string
  /** What else a person must know, in a few lines. */
  details?: string
  arguments: readonly Argument[]
  options: readonly Option[]
  /** Formats of its result, the default first; empty when it prints none. */
  formats: readonly Format[]
  examples: readonly { line: string; does: string }[]
  /** Resolves to the exit code. */
  run(context: Context): Promise<number>
}

/** What a command is given to work with. */
export interface Context {
  effects: Effects
  screen: Screen
  /** The whole table, for what is made from it. */
  commands: readonly Command[]
  format: Format
  runsRoot: string
  /** Where built models are kept. */
  cacheFolder: string
  /** The argument at a place, or null. */
  argument(index: number): string | null
  /** The value of an option, its default, or null. */
  option(name: string): string | null
  switched(name: string): boolean
  /** All values of a repeated option, in order. */
  all(name: string): readonly string[]
  /** Prints the result on standard output in the wanted format. */
  print(result: Result): Promise<void>
  /** Says what to type next, on standard error. */
  next(line: string): void
  /** Says something that is worth knowing, on standard error. */
  warn(message: string): void
}

/** A result in every form that it can be asked for. */
export interface Result {
  text(): string
  data(): unknown
  /** One record per line, for CSV. */
  rows?(): readonly Record<string, unknown>[]
}

/** Where output goes, and what can be done there. */
export interface Screen {
  out(text: string): void
  /** Standard error. */
  err(text: string): void
  outWidth: number
  outColor: boolean
  errColor: boolean
  errIsTerminal: boolean
  quiet: boolean
}
