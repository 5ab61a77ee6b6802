import type { Command, Option } from '../command.ts'
import { globalOptions, optionsOf } from '../typing/options.ts'
import type { Offered } from './offered.ts'

/** Completion for bash, without the bash-completion package. */
export function bashScript(commands: readonly Command[], offered: Offered): string {
  return `# bash completion for kubedyno
_kubedyno() {
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD-1]} command= word
  COMPREPLY=()
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case $word in ${commands.map(({ name }) => name).join('|')}) command=$word; break ;; esac
  done
  case $command:$previous in
${commands.flatMap(valueCases).join('\n')}
  esac
  if [[ $current == -* ]]; then
    case $command in
${commands.map((command) => `      ${command.name}) _kubedyno_words "${flags(optionsOf(command))}" ;;`).join('\n')}
      *) _kubedyno_words "${flags(globalOptions)}" ;;
    esac
    return
  fi
  case $command in
    '') _kubedyno_words "${commands.map(({ name }) => name).join(' ')}" ;;
${commands.flatMap((command) => argumentCase(command, offered)).join('\n')}
  esac
}
_kubedyno_words() {
  COMPREPLY=($(compgen -W "$1" -- "$current"))
}
complete -o bashdefault -o default -F _kubedyno kubedyno
`
}

function valueCases(command: Command): string[] {
  return optionsOf(command).flatMap((option) => {
    if (option.value === null) return []
    const names = [`${command.name}:--${option.name}`, ...(option.short ? [`${command.name}:-${option.short}`] : [])].join('|')
    return [`    ${names}) ${option.choices ? `_kubedyno_words "${option.choices.join(' ')}"; ` : ''}return ;;`]
  })
}

function argumentCase({ name, arguments: [first] }: Command, offered: Offered): string[] {
  const offer = first ? offered(first.offers) : 'files'
  if (offer === 'files') return []
  return [`    ${name}) _kubedyno_words "${'words' in offer ? offer.words.join(' ') : `$(${offer.command})`}" ;;`]
}

function flags(options: readonly Option[]): string {
  return options.flatMap(({ name, short }) => [`--${name}`, ...(short ? [`-${short}`] : [])]).join(' ')
}
