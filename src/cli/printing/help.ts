import type { Command, Option } from '../command.ts'
import { globalOptions, optionsOf } from '../typing/options.ts'

/** The help of the whole command line. */
export function mainHelp(commands: readonly Command[]): string {
  return [
    'kubedyno puts a known load on an AI workload and writes down, with honest error bars, what it did.',
    '',
    'usage  kubedyno COMMAND [ARGUMENTS] [OPTIONS]',
    '',
    'commands',
    ...twoColumns(commands.map(({ name, summary }) => [name, summary])),
    '',
    'options of every command',
    ...optionLines(globalOptions),
    '',
    'next  kubedyno init, then kubedyno run experiment.yaml; or kubedyno COMMAND --help',
    '',
  ].join('\n')
}

/** The help of one command. */
export function commandHelp(command: Command): string {
  const own = optionsOf(command).filter((option) => !globalOptions.includes(option))
  const section = (title: string, lines: readonly string[]) => (lines.length > 0 ? ['', title, ...lines] : [])
  return [
    `kubedyno ${command.name}: ${command.summary}`,
    ...(command.details ? ['', command.details] : []),
    '',
    `usage  ${usageOf(command)}`,
    ...section('arguments', twoColumns(command.arguments.map(({ name, help }) => [name, help]))),
    ...section('options', optionLines(own)),
    ...section('options of every command', optionLines(globalOptions)),
    ...section('examples', twoColumns(command.examples.map(({ line, does }) => [line, does]))),
    '',
  ].join('\n')
}

/** How a command is typed. */
export function usageOf(command: Command): string {
  const words = command.arguments.map(({ name, required }) => (required ? name : `[${name}]`))
  return ['kubedyno', command.name, ...words, '[OPTIONS]'].join(' ')
}

/** An option as it is typed: `-o, --output FORMAT`. */
export function optionLabel({ name, short, value }: Option): string {
  return `${short ? `-${short}, ` : ''}--${name}${value ? ` ${value}` : ''}`
}

/** What an option does, takes, and is when it is not given. */
export function optionMeaning({ help, choices, default: standard, variable, repeated }: Option): string {
  const notes = [
    choices ? `one of ${choices.join(', ')}` : '',
    standard ? `default ${standard}` : '',
    variable ? `or ${variable}` : '',
    repeated ? 'may be repeated' : '',
  ].filter(Boolean)
  return notes.length > 0 ? `${help} (${notes.join('; ')})` : help
}

function optionLines(options: readonly Option[]): string[] {
  return twoColumns(options.map((option) => [optionLabel(option), optionMeaning(option)]))
}

function twoColumns(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...rows.map(([left]) => left.length))
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`)
}
