import type { Command, Option } from '../command.ts'
import { globalOptions, optionsOf } from '../typing/options.ts'
import type { Offered } from './offered.ts'

/** Completion for fish. */
export function fishScript(commands: readonly Command[], offered: Offered): string {
  const lines = ['# fish completion for kubedyno', 'complete -c kubedyno -f']
  for (const { name, summary } of commands) lines.push(`complete -c kubedyno -n __fish_use_subcommand -a ${name} -d ${quoted(summary)}`)
  for (const option of globalOptions) lines.push(`complete -c kubedyno ${optionWords(option)}`)
  for (const command of commands) {
    const when = `complete -c kubedyno -n '__fish_seen_subcommand_from ${command.name}'`
    for (const option of optionsOf(command).filter((one) => !globalOptions.includes(one))) lines.push(`${when} ${optionWords(option)}`)
    for (const argument of command.arguments) {
      const offer = offered(argument.offers)
      if (offer === 'files') lines.push(`${when} -F`)
      else lines.push(`${when} -a ${quoted('words' in offer ? offer.words.join(' ') : `(${offer.command})`)}`)
    }
  }
  return `${lines.join('\n')}\n`
}

function optionWords({ name, short, value, help, choices }: Option): string {
  const takes = value === null ? '' : choices ? ` -x -a ${quoted(choices.join(' '))}` : ' -r'
  return `-l ${name}${short ? ` -s ${short}` : ''} -d ${quoted(help)}${takes}`
}

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
}
