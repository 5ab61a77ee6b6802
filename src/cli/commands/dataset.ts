import { parseDurationMs } from '../../base/duration.ts'
import { DynoError } from '../../base/errors.ts'
import { writeFileAtomic, writePartsAtomic } from '../../base/write-file.ts'
import type { Command } from '../command.ts'
import { runArgument } from '../typing/options.ts'

export const dataset: Command = {
  name: 'dataset',
  summary: 'turn a run into a table for spreadsheets and notebooks',
  details:
    'One row per interval with the columns timestamp, cpu_util, ram_usage, gpu_util, gpu_memory, latency and the signals asked for.\nAn empty cell means that nothing was measured there. With --out, a data dictionary is written beside the table.',
  arguments: [runArgument],
  options: [
    { name: 'format', value: 'FORMAT', help: 'the form of the table', default: 'csv', choices: ['csv'] },
    { name: 'every', value: 'DURATION', help: 'the time between two rows', default: '1s' },
    { name: 'signals', value: 'NAMES', help: 'further signals, separated by commas; `kubedyno signals` lists them' },
    { name: 'long', value: null, help: 'one row per reading, at its own time, instead of one per interval' },
    { name: 'out', value: 'FILE', help: 'where to write it, instead of standard output' },
  ],
  formats: [],
  examples: [
    { line: 'kubedyno dataset latest --out run.csv', does: 'one row per second, and run.dictionary.md beside it' },
    { line: 'kubedyno dataset latest --every 250ms --signals psi_cpu_some_seconds_total', does: 'finer, with one more signal' },
  ],
  async run(context) {
    const { exportTable, findRun } = await import('../../dataset/index.ts')
    const folder = findRun(context.runsRoot, context.argument(0) ?? '')
    const everyMs = intervalMs(context.option('every') ?? '1s')
    const signals = (context.option('signals') ?? '')
      .split(',')
      .map((name) => name.trim())
      .filter(Boolean)
    const table = await exportTable(folder, { shape: context.switched('long') ? 'long' : 'wide', everyMs, signals }, context.effects)
    const out = context.option('out')
    if (!out) {
      for (const part of inParts(table.lines)) context.screen.out(part)
      return 0
    }
    writePartsAtomic(out, inParts(table.lines), context.effects)
    const written = [out]
    if (table.dictionary !== null) {
      written.push(`${out.replace(/\.csv$/, '')}.dictionary.md`)
      writeFileAtomic(written[1] as string, table.dictionary, context.effects)
    }
    context.screen.out(`${written.join('\n')}\n`)
    context.next(`head -3 ${out}`)
    return 0
  },
}

function intervalMs(text: string): number {
  const everyMs = parseDurationMs(text)
  if (everyMs !== null && everyMs > 0) return everyMs
  throw new DynoError('KD_USAGE', `--every cannot be ${JSON.stringify(text)}`, {
    hint: 'write a duration with its unit, such as 1s or 250ms',
  })
}

/** Lines end in `\n`; joined some thousands at a time. */
function* inParts(lines: Iterable<string>): Generator<string> {
  let part = ''
  for (const line of lines) {
    part += line.endsWith('\n') ? line : `${line}\n`
    if (part.length < 1 << 18) continue
    yield part
    part = ''
  }
  yield part
}
