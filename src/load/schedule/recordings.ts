import { resolve } from 'node:path'
import { type Effects, realEffects } from '../../base/effects.ts'
import { DynoError } from '../../base/errors.ts'
import { readIntendedMs } from '../../dataset/index.ts'
import type { Load } from '../../spec/index.ts'

/** Recorded arrivals in milliseconds, sorted, by the file's name in the experiment. */
export type Recordings = ReadonlyMap<string, Float64Array>

/** Reads every file that a load replays; their paths are relative to `baseFolder`. */
export async function readRecordings(
  { phases }: Pick<Load, 'phases'>,
  baseFolder: string,
  effects: Pick<Effects, 'disk'> = realEffects,
): Promise<Recordings> {
  const recordings = new Map<string, Float64Array>()
  for (const { demand } of phases) {
    if (demand.kind !== 'replay' || recordings.has(demand.replay.file)) continue
    const { file } = demand.replay
    const path = resolve(baseFolder, file)
    if (!effects.disk.existsSync(path)) throw notThere(file, path)
    const timesMs = file.endsWith('.parquet') ? await readIntendedMs(path) : csvTimesMs(effects.disk.readFileSync(path, 'utf8'), file)
    if (timesMs.length === 0) throw unusable(file, 'has no arrivals', 'a row is an arrival; below the heading there is none')
    recordings.set(file, timesMs.sort())
  }
  return recordings
}

/** Times from the first column whose heading tells their unit; other columns are passed over. */
function csvTimesMs(text: string, file: string): Float64Array {
  const [heading = '', ...rows] = text
    .replace(/^\uFEFF/, '')
    .trimEnd()
    .split(/\r?\n/)
  const names = heading.split(',').map((name) => name.trim().replace(/^"(.*)"$/, '$1'))
  const column = names.findIndex((name) => /(^|_)m?s$/.test(name))
  if (column < 0) throw unusable(file, 'has no column of times', 'head it by its unit, such as `arrival_s` or `arrival_ms`')
  const unitMs = /(^|_)ms$/.test(names[column] as string) ? 1 : 1000
  return Float64Array.from(rows, (row, index) => {
    const cells = row.split(',')
    if (cells.length !== names.length) {
      const hint = 'commas within a cell are not understood: the column of times alone is enough'
      throw unusable(file, `has ${cells.length} cells in line ${index + 2}, and ${names.length} in its heading`, hint)
    }
    const cell = cells[column]?.trim() ?? ''
    const time = cell === '' ? Number.NaN : Number(cell)
    if (Number.isFinite(time)) return time * unitMs
    throw unusable(file, `has no time in line ${index + 2}, but ${JSON.stringify(cell)}`, 'a time is a number, such as 12.5')
  })
}

function unusable(file: string, trouble: string, hint: string): DynoError {
  return new DynoError('KD_SPEC_INVALID', `the recording ${file} ${trouble}`, { hint })
}

function notThere(file: string, path: string): DynoError {
  return new DynoError('KD_FILE_NOT_FOUND', `the recording ${file} is not there: ${path}`, {
    hint: 'the path of `replay.file` is relative to the experiment file',
  })
}
