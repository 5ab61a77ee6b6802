import process from 'node:process'
import { DynoError } from '../base/errors.ts'
import { kubedynoVersion } from '../base/version.ts'
import { commands } from './commands.ts'
import { contextFor } from './context.ts'
import { errorJson, errorText } from './printing/error-text.ts'
import { commandHelp, mainHelp } from './printing/help.ts'
import { flushStreams, openScreen, tolerateClosedStreams } from './printing/screen.ts'
import { endBySignalsAsProcessOne, interruptedBy } from './stop-signals.ts'
import { parse } from './typing/parse.ts'

const words = process.argv.slice(2)
const screen = openScreen({
  colorless: Boolean(process.env.NO_COLOR) || words.includes('--no-color'),
  quiet: words.includes('--quiet'),
})

tolerateClosedStreams()
endBySignalsAsProcessOne()
process.on('uncaughtException', (error) => process.exit(reported(error)))
const exitCode = await carryOut().catch(reported)
await flushStreams()
process.exit(exitCode)

/** Does what the words after `kubedyno` say. */
async function carryOut(): Promise<number> {
  const parsed = parse(words)
  const { command, options } = parsed
  if (options.has('version') && !options.has('help')) screen.out(`${kubedynoVersion()}\n`)
  else if (options.has('help') || !command) screen.out(command ? commandHelp(command) : mainHelp(commands))
  else return command.run(contextFor(command, parsed, screen))
  return 0
}

/** Prints an error and gives the exit code that it leads to. */
function reported(error: unknown): number {
  const exitCode = exitCodeOf(error)
  screen.err(wantsJson() ? errorJson(error, exitCode) : errorText(error, { color: screen.errColor, width: process.stderr.columns || 100 }))
  return exitCode
}

function exitCodeOf(error: unknown): number {
  if (!(error instanceof DynoError)) return 1
  return error.code === 'KD_RUN_INTERRUPTED' ? (interruptedBy() ?? error.exitCode) : error.exitCode
}

/** Told from the bare words, since it must hold for errors in the words too. With JSON as progress, nothing else may stand between its lines. */
function wantsJson(): boolean {
  return words.some(
    (word, index) =>
      /^(-o|--output=|--progress=)json$/.test(word) || (word === 'json' && /^(-o|--output|--progress)$/.test(words[index - 1] ?? '')),
  )
}
