import { type Effects, realEffects } from '../../base/effects.ts'
import { DynoError } from '../../base/errors.ts'
import { signalNamed } from '../../signals/index.ts'
import type { Environment } from '../environment.ts'
import type { RunFolder } from '../layout.ts'
import { readRequests, readSamples, type SampleTable } from '../read-run.ts'
import { csvLine } from './csv.ts'
import { dataDictionary } from './dictionary.ts'
import { wideColumns } from './wide-table.ts'

export interface ExportOptions {
  /** `wide`: one row per interval; `long`: one row per reading. */
  shape: 'wide' | 'long'
  everyMs: number
  /** Signals beyond those of the fixed columns; in the long form, the only ones, and none means all. */
  signals: readonly string[]
}

export interface ExportedTable {
  /** CSV, line by line, the header first. */
  lines: Iterable<string>
  rows: number
  /** Markdown that explains each column; null for the long form, whose units are those of the catalogue. */
  dictionary: string | null
}

/** Turns a run into a table for spreadsheets and notebooks. */
export async function exportTable(
  folder: RunFolder,
  options: ExportOptions,
  effects: Pick<Effects, 'disk'> = realEffects,
): Promise<ExportedTable> {
  for (const name of options.signals) signalNamed(name)
  const samples = await readSamples(folder)
  if (Number.isNaN(samples.origin.wallMs)) {
    throw new DynoError('KD_RUN_NOT_FOUND', `run ${folder.runId} has recorded nothing: it was cut off before its load began`, {
      hint: 'carry it out again with: kubedyno run experiment.yaml',
    })
  }
  if (options.shape === 'long') return longTable(samples, options.signals)
  const environment = readEnvironment(folder, effects)
  const requests = await readRequests(folder)
  const source = { requests, samples, cores: environment?.machine.cores ?? null }
  const { grid, columns } = wideColumns(source, options.everyMs, options.signals)
  const lines = function* () {
    yield csvLine(['timestamp', ...columns.map(({ name }) => name)])
    for (let row = 0; row < grid.rows; row++) {
      const timestamp = new Date(samples.origin.wallMs + row * grid.everyMs).toISOString()
      yield csvLine([timestamp, ...columns.map(({ cells }) => rounded(cells[row] as number))])
    }
  }
  return {
    lines: { [Symbol.iterator]: lines },
    rows: grid.rows,
    dictionary: dataDictionary(folder.runId, grid.everyMs, grid.rows, columns, environment),
  }
}

function longTable(samples: SampleTable, signals: readonly string[]): ExportedTable {
  const names = samples.signal.names
  const lines = function* () {
    yield csvLine(['timestamp', 'time_ms', 'signal', 'entity', 'value', 'reason'])
    for (let row = 0; row < samples.count; row++) {
      const signal = names[samples.signal.codes[row] as number] as string
      if (signals.length > 0 && !signals.includes(signal)) continue
      const timeMs = samples.timeMs[row] as number
      yield csvLine([
        new Date(samples.origin.wallMs + timeMs).toISOString(),
        timeMs,
        signal,
        samples.entity.names[samples.entity.codes[row] as number] ?? null,
        samples.value[row] as number,
        samples.reason.names[samples.reason.codes[row] as number] ?? null,
      ])
    }
  }
  return { lines: { [Symbol.iterator]: lines }, rows: samples.count, dictionary: null }
}

/** Nine significant digits: more than any source has, without the noise of binary fractions. */
function rounded(cell: number): number {
  return Number(cell.toPrecision(9))
}

function readEnvironment(folder: RunFolder, { disk }: Pick<Effects, 'disk'>): Environment | null {
  try {
    return JSON.parse(disk.readFileSync(folder.environmentJson, 'utf8')) as Environment
  } catch {
    return null
  }
}
