import { quantileOfSorted } from '../../base/quantile.ts'
import { type SignalDefinition, signalNamed } from '../../signals/index.ts'
import type { RequestTable, SampleTable } from '../read-run.ts'
import { type Cells, type Grid, lastValue, ratePerSecond, type Series, seriesOf } from './series.ts'

/** One column of the wide table with all that the data dictionary says of it. */
export interface WideColumn {
  name: string
  unit: string
  meaning: string
  computed: string
  signal: string | null
  entity: string | null
  cells: Cells
}

/** The columns that are always there, in their order, with the signal of the machine that each comes from. */
const machineColumns = [
  { name: 'cpu_util', signal: 'cpu_seconds_total', unit: '% of all cores', scale: 100, perCore: true },
  { name: 'ram_usage', signal: 'memory_used_bytes', unit: 'bytes', scale: 1, perCore: false },
  { name: 'gpu_util', signal: 'gpu_utilization_ratio', unit: '%', scale: 100, perCore: false },
  { name: 'gpu_memory', signal: 'gpu_memory_used_bytes', unit: 'bytes', scale: 1, perCore: false },
] as const

interface WideSource {
  requests: RequestTable
  samples: SampleTable
  /** Cores of the machine; null when it is not known, then shares of it are not either. */
  cores: number | null
}

/** Lays samples and latencies over one grid of intervals, counted from the origin; nothing is interpolated. */
export function wideColumns(
  { requests, samples, cores }: WideSource,
  everyMs: number,
  signals: readonly string[],
): { grid: Grid; columns: WideColumn[] } {
  const definitions = signals.map(signalNamed)
  const grid = { everyMs, rows: Math.max(0, Math.ceil((lastMs(requests, samples) + 1e-6) / everyMs)) }
  const series = seriesOf(samples, [...new Set([...machineColumns.map(({ signal }) => signal), ...signals])])
  const find = (signal: string, entity: string) => series.find((one) => one.signal === signal && one.entity === entity)
  const columns: WideColumn[] = machineColumns.map(({ name, signal, unit, scale, perCore }) => {
    const definition = signalNamed(signal)
    const factor = perCore ? (cores === null ? Number.NaN : scale / cores) : scale
    const { cells, computed } = cellsOf(definition, find(signal, 'machine'), grid)
    return { name, unit, meaning: definition.meaning, computed, signal, entity: 'machine', cells: cells.map((cell) => cell * factor) }
  })
  columns.push({
    name: 'latency',
    unit: 'ms',
    meaning: 'from the intended instant to the end of the answer, warm-up phases included',
    computed: 'median over the good answers whose intended instant lies in the interval',
    signal: null,
    entity: null,
    cells: medianLatency(requests, grid),
  })
  for (const definition of definitions) {
    for (const one of series.filter(({ signal }) => signal === definition.name)) {
      const name = `${one.signal}@${one.entity}`
      const unit = definition.kind === 'counter' ? `${definition.unit} per second` : definition.unit
      columns.push({ name, unit, meaning: definition.meaning, signal: one.signal, entity: one.entity, ...cellsOf(definition, one, grid) })
    }
    if (!series.some(({ signal }) => signal === definition.name)) {
      const { unit, meaning } = definition
      columns.push({ name: definition.name, unit, meaning, signal: definition.name, entity: null, ...cellsOf(definition, undefined, grid) })
    }
  }
  return { grid, columns }
}

function cellsOf({ kind }: SignalDefinition, series: Series | undefined, grid: Grid): { cells: Cells; computed: string } {
  const nothing = { signal: '', entity: '', timeMs: [], value: [] }
  return kind === 'counter'
    ? {
        cells: ratePerSecond(series ?? nothing, grid),
        computed: 'growth between readings over the time between them, in the interval where it ends',
      }
    : { cells: lastValue(series ?? nothing, grid), computed: 'last reading in the interval' }
}

function medianLatency({ count, outcome, intendedMs, endMs }: RequestTable, { everyMs, rows }: Grid): Cells {
  const perRow: number[][] = Array.from({ length: rows }, () => [])
  const ok = outcome.names.indexOf('ok')
  for (let row = 0; row < count; row++) {
    const latencyMs = (endMs[row] as number) - (intendedMs[row] as number)
    if (outcome.codes[row] === ok && !Number.isNaN(latencyMs)) perRow[Math.floor((intendedMs[row] as number) / everyMs)]?.push(latencyMs)
  }
  return Float64Array.from(
    perRow,
    (latencies) =>
      quantileOfSorted(
        latencies.sort((a, b) => a - b),
        0.5,
      ) ?? Number.NaN,
  )
}

function lastMs({ intendedMs }: RequestTable, { timeMs }: SampleTable): number {
  let last = 0
  for (const times of [intendedMs, timeMs]) for (const time of times) if (time > last) last = time
  return last
}
