import type { Command, Option } from '../command.ts'
import { commands } from '../commands.ts'
import { globalOptions, optionsOf } from '../typing/options.ts'
import { optionLabel, optionMeaning, usageOf } from './help.ts'

const exitCodes = [
  ['0', 'done'],
  ['1', 'failed'],
  ['2', 'wrong usage, or a wrong file'],
  ['3', 'the machine is not ready; `kubedyno doctor` says why'],
  ['99', 'an objective is missed'],
  ['130, 143', 'interrupted by Ctrl-C or SIGTERM, and cleaned up'],
] as const

/** The reference page of the command line, from the table that the parser reads. */
export function cliPage(): string {
  return [
    '# Command line',
    '',
    'Generated from `src/cli/commands/`; `npm run generate` writes it anew. Results go to standard output, everything else to standard error.',
    '',
    '| command | what for |',
    '|---|---|',
    ...commands.map(({ name, summary }) => `| [\`${name}\`](#${name}) | ${summary} |`),
    '',
    ...commands.flatMap(section),
    '## Options of every command',
    '',
    ...table(globalOptions),
    'Without a terminal, with `NO_COLOR` or with `TERM=dumb` nothing is coloured. Models are built into `KUBEDYNO_CACHE`, or `~/.cache/kubedyno/models`.',
    '',
    '## Exit codes',
    '',
    '| code | means |',
    '|---|---|',
    ...exitCodes.map(([code, means]) => `| ${code} | ${means} |`),
    '',
  ].join('\n')
}

function section(command: Command): string[] {
  const { name, summary, details, examples } = command
  const own = optionsOf(command).filter((option) => !globalOptions.includes(option))
  return [
    `## ${name}`,
    '',
    `${summary[0]?.toUpperCase()}${summary.slice(1)}.${details ? ` ${details.replaceAll('\n', ' ')}` : ''}`,
    '',
    '```sh',
    `${usageOf(command)}`,
    ...examples.map(({ line, does }) => `${line}   # ${does}`),
    '```',
    '',
    ...command.arguments.map(({ name: argument, help }) => `- \`${argument}\`: ${help}`),
    ...(command.arguments.length > 0 ? [''] : []),
    ...table(own),
  ]
}

function table(options: readonly Option[]): string[] {
  if (options.length === 0) return []
  const cell = (text: string) => text.replaceAll('|', '\\|')
  return [
    '| option | what it does |',
    '|---|---|',
    ...options.map((one) => `| \`${optionLabel(one)}\` | ${cell(optionMeaning(one))} |`),
    '',
  ]
}
