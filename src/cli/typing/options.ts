import type { Argument, Command, Option } from '../command.ts'

/** Options of every command. */
export const globalOptions: readonly Option[] = [
  { name: 'help', short: 'h', value: null, help: 'say what a command does and what it takes' },
  { name: 'version', value: null, help: 'print the version' },
  { name: 'runs', value: 'DIR', help: 'the folder that holds all runs', default: 'runs', variable: 'KUBEDYNO_RUNS' },
  { name: 'no-color', value: null, help: 'print without colours', variable: 'NO_COLOR' },
  { name: 'quiet', value: null, help: 'print the result and errors, nothing else' },
]

export const setOption: Option = {
  name: 'set',
  value: 'PATH=VALUE',
  help: 'put a value in place of the one in the file, such as load.rate=20',
  repeated: true,
}

export const fileArgument: Argument = { name: 'FILE', help: 'the experiment file', required: true, offers: 'files' }

export const runArgument: Argument = {
  name: 'RUN',
  help: 'a run by its id or the beginning of it, by experiment/id, by its folder, or `latest`',
  required: true,
  offers: 'runs',
}

/** Options that a command takes, with `-o` where it prints a result. */
export function optionsOf(command: Command): readonly Option[] {
  const [first] = command.formats
  const output: Option[] =
    first && command.formats.length > 1
      ? [{ name: 'output', short: 'o', value: 'FORMAT', help: 'how to print the result', default: first, choices: command.formats }]
      : []
  return [...command.options, ...output, ...globalOptions]
}
