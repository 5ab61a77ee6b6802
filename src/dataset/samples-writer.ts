import type { Effects } from '../base/effects.ts'
import { catalogue, type Reading } from '../signals/index.ts'
import { sampleColumns } from './columns.ts'
import type { RunFolder } from './layout.ts'
import { type ColumnValues, openParquetFile } from './parquet-file.ts'
import { type DataFileMeta, fileMetadata } from './requests-writer.ts'

/** Takes readings as they are made and writes them in row groups. */
export interface SamplesWriter {
  append(readings: readonly Reading[]): void
  /** Puts what has come so far on the disk. */
  flush(): void
  close(): void
}

/** Readings of one row group: what is in memory at most. */
const groupRows = 20_000

/** Opens `samples.parquet` for writing; the unit of each signal stands in its metadata. */
export function openSamplesWriter(folder: RunFolder, meta: DataFileMeta, effects: Pick<Effects, 'disk'>): SamplesWriter {
  const signals = catalogue.map(({ name, unit, kind, meaning }) => ({ name, unit, kind, meaning }))
  const metadata = { ...fileMetadata(meta, sampleColumns), 'kubedyno.signals': JSON.stringify(signals) }
  const file = openParquetFile(folder.samples, sampleColumns, metadata, effects)
  let pending: Reading[] = []

  const flush = () => {
    const group = pending
    pending = []
    file.writeGroup(
      new Map<string, ColumnValues>([
        ['time_ms', Float64Array.from(group, ({ timeMs }) => timeMs)],
        ['signal', group.map(({ signal }) => signal)],
        ['entity', group.map(({ entity }) => entity)],
        ['value', Float64Array.from(group, ({ value }) => value ?? Number.NaN)],
        ['reason', group.map(({ reason }) => reason)],
      ]),
    )
  }

  return {
    append(readings) {
      pending.push(...readings)
      if (pending.length >= groupRows) flush()
    },
    flush,
    close() {
      flush()
      file.close()
    },
  }
}
