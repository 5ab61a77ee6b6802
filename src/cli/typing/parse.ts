import { parseArgs } from 'node:util'
import { DynoError } from '../../base/errors.ts'
import { nearest } from '../../base/nearest.ts'
import type { Command, Option } from '../command.ts'
import { commandNamed, commands } from '../commands.ts'
import { globalOptions, optionsOf } from './options.ts'

/** What a person typed, checked against the table of commands. */
export interface Parsed {
  /** Null when none was named. */
  command: Command | null
  positionals: readonly string[]
  /** By name; a switch is there with no values. */
  options: ReadonlyMap<string, readonly string[]>
}

type ParsedOption = { name: string; rawName: string; value: string | undefined; inlineValue: boolean | undefined }

/** Reads the words after `kubedyno`. */
export function parse(words: readonly string[]): Parsed {
  const { tokens } = parseArgs({ args: [...words], options: anyOption(), allowPositionals: true, strict: false, tokens: true })
  const named = tokens.flatMap((token) => (token.kind === 'positional' ? [token.value] : []))
  const askedForHelp = named[0] === 'help'
  if (askedForHelp) named.shift()
  const [name, ...positionals] = named
  const command = name === undefined ? null : commandNamed(name)
  const options = new Map<string, string[]>(askedForHelp ? [['help', []]] : [])
  for (const token of tokens) {
    if (token.kind !== 'option') continue
    const option = optionFor(token, command)
    const value = valueFor(token, option)
    const before = option.repeated ? (options.get(option.name) ?? []) : []
    options.set(option.name, value === null ? [] : [...before, value])
  }
  if (command && !options.has('help') && !options.has('version')) checkArguments(command, positionals)
  return { command, positionals, options }
}

/** The union of all options, so that words are told from values before the command is known. */
function anyOption() {
  const every = [...commands.flatMap(optionsOf), ...globalOptions]
  return Object.fromEntries(
    every.map(({ name, short, value }) => [
      name,
      { type: value === null ? ('boolean' as const) : ('string' as const), ...(short && { short }) },
    ]),
  )
}

function optionFor({ name, rawName }: ParsedOption, command: Command | null): Option {
  const known = command ? optionsOf(command) : globalOptions
  const option = known.find((candidate) => candidate.name === name)
  if (option) return option
  const where = command ? `kubedyno ${command.name}` : 'kubedyno'
  const meant = nearest(
    name,
    known.map((candidate) => candidate.name),
  )
  const elsewhere = commands.filter((other) => optionsOf(other).some((candidate) => candidate.name === name)).map((other) => other.name)
  throw new DynoError('KD_USAGE', `${where} has no option ${rawName}`, {
    hint: meant
      ? `did you mean --${meant}?`
      : elsewhere.length > 0
        ? `it is an option of: ${elsewhere.join(', ')}`
        : `see what there is: ${where} --help`,
  })
}

function valueFor({ rawName, value, inlineValue }: ParsedOption, option: Option): string | null {
  if (option.value === null) {
    if (value === undefined) return null
    throw new DynoError('KD_USAGE', `${rawName} takes no value`, { hint: `write ${rawName} alone` })
  }
  if (value === undefined || (value === '' && !option.repeated) || (!inlineValue && /^-./.test(value))) {
    throw new DynoError('KD_USAGE', `${rawName} needs a value`, { hint: `write ${rawName} ${option.choices?.join('|') ?? option.value}` })
  }
  if (option.choices && !option.choices.includes(value)) {
    const meant = nearest(value, option.choices)
    throw new DynoError('KD_USAGE', `${rawName} cannot be ${JSON.stringify(value)}`, {
      hint: meant ? `did you mean ${meant}?` : `it can be ${option.choices.join(', ')}`,
    })
  }
  return value
}

function checkArguments(command: Command, positionals: readonly string[]): void {
  const missing = command.arguments.find((argument, index) => argument.required && positionals[index] === undefined)
  const hint = `such as: ${command.examples[0]?.line ?? `kubedyno ${command.name} --help`}`
  if (missing) throw new DynoError('KD_USAGE', `kubedyno ${command.name} needs ${missing.name}: ${missing.help}`, { hint })
  const extra = positionals[command.arguments.length]
  if (extra !== undefined)
    throw new DynoError('KD_USAGE', `kubedyno ${command.name} can do nothing with ${JSON.stringify(extra)}`, { hint })
}
