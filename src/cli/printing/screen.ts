import process from 'node:process'
import type { Screen } from '../command.ts'

/** The two streams of this process, with what can be done on each. */
export function openScreen({ colorless, quiet }: { colorless: boolean; quiet: boolean }): Screen {
  const { stdout, stderr } = process
  const color = (stream: NodeJS.WriteStream) => stream.isTTY === true && !colorless && process.env.TERM !== 'dumb'
  return {
    out: (text) => void stdout.write(text),
    err: (text) => void stderr.write(text),
    outWidth: Math.min(stdout.columns || 100, 120),
    outColor: color(stdout),
    errColor: color(stderr),
    errIsTerminal: stderr.isTTY === true && process.env.TERM !== 'dumb',
    quiet,
  }
}

/** Ends quietly when nobody reads standard output any more, as in `… | head -1`; a closed standard error is no reason to stop. */
export function tolerateClosedStreams(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0)
    throw error
  })
  process.stderr.on('error', () => {})
}

/** Resolves when everything written so far has been handed over. */
export async function flushStreams(): Promise<void> {
  await Promise.all([process.stdout, process.stderr].map((stream) => new Promise<void>((resolve) => stream.write('', () => resolve()))))
}
