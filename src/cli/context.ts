import { homedir } from 'node:os'
import { join } from 'node:path'
import { type Effects, realEffects } from '../base/effects.ts'
import type { Command, Context, Format, Screen } from './command.ts'
import { commands } from './commands.ts'
import { formatted } from './printing/print-result.ts'
import { optionsOf } from './typing/options.ts'
import type { Parsed } from './typing/parse.ts'

/** What a command works with, from what was typed. */
export function contextFor(command: Command, { positionals, options }: Parsed, screen: Screen, effects: Effects = realEffects): Context {
  const declared = new Map(optionsOf(command).map((option) => [option.name, option]))
  const option = (name: string) => {
    const { variable, default: standard } = declared.get(name) ?? {}
    return options.get(name)?.[0] ?? ((variable && effects.environment[variable]) || standard || null)
  }
  const format = (option('output') ?? command.formats[0] ?? 'text') as Format
  const note = (label: string, text: string, style: number) => {
    if (screen.quiet) return
    if (option('progress') === 'json') return screen.err(`${JSON.stringify({ [label]: text })}\n`)
    screen.err(`${screen.errColor ? `\u001b[${style}m${label}\u001b[0m` : label}  ${text}\n`)
  }
  return {
    effects,
    screen,
    commands,
    format,
    runsRoot: option('runs') ?? 'runs',
    cacheFolder: effects.environment.KUBEDYNO_CACHE || join(homedir(), '.cache', 'kubedyno', 'models'),
    argument: (index) => positionals[index] ?? null,
    option,
    switched: (name) => options.has(name),
    all: (name) => options.get(name) ?? [],
    print: async (result) => screen.out(await formatted(result, format)),
    next: (line) => {
      if (format === 'text') note('next', line, 36)
    },
    warn: (message) => note('warning', message, 33),
  }
}
