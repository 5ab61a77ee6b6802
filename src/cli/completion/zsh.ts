import type { Command, Option } from '../command.ts'
import { optionsOf } from '../typing/options.ts'
import type { Offered } from './offered.ts'

/** Completion for zsh. */
export function zshScript(commands: readonly Command[], offered: Offered): string {
  return `#compdef kubedyno
_kubedyno() {
  local -a commands
  commands=(
${commands.map(({ name, summary }) => `    ${quoted(`${name}:${summary}`)}`).join('\n')}
  )
  if (( CURRENT == 2 )); then
    _describe -t commands command commands
    return
  fi
  local command=$words[2]
  shift words
  (( CURRENT-- ))
  case $command in
${commands.map((command) => commandCase(command, offered)).join('\n')}
  esac
}
if [ "$funcstack[1]" = "_kubedyno" ]; then
  _kubedyno "$@"
else
  compdef _kubedyno kubedyno
fi
`
}

function commandCase(command: Command, offered: Offered): string {
  const specs = [
    ...optionsOf(command).flatMap(optionSpecs),
    ...command.arguments.map(({ name, offers }) => quoted(`:${name}:${action(offered(offers))}`)),
  ]
  return `    ${command.name}) _arguments ${specs.join(' \\\n      ')} ;;`
}

function optionSpecs({ name, short, value, help, choices, repeated }: Option): string[] {
  const label = help.replace(/[[\]:]/g, '')
  const tail = value === null ? '' : `:${value}:${choices ? `(${choices.join(' ')})` : '_files'}`
  return [`--${name}`, ...(short ? [`-${short}`] : [])].map((flag) => quoted(`${repeated ? '*' : ''}${flag}[${label}]${tail}`))
}

function action(offer: ReturnType<Offered>): string {
  if (offer === 'files') return '_files'
  return 'words' in offer ? `(${offer.words.join(' ')})` : `($(${offer.command}))`
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`
}
