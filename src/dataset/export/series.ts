import type { SampleTable } from '../read-run.ts'

/** The readings of one signal at one entity in order of time, without those that had no value. */
export interface Series {
  signal: string
  entity: string
  timeMs: readonly number[]
  value: readonly number[]
}

/** Cells of a column, one per interval; NaN where nothing was measured. */
export type Cells = Float64Array

export interface Grid {
  everyMs: number
  rows: number
}

/** Takes the series of the wanted signals out of the samples, in the order of the signals, then of the entities' names. */
export function seriesOf(samples: SampleTable, signals: readonly string[]): Series[] {
  const byKey = new Map<string, { signal: string; entity: string; points: [number, number][] }>()
  const wanted = new Set(signals)
  for (let row = 0; row < samples.count; row++) {
    const signal = samples.signal.names[samples.signal.codes[row] as number] as string
    const value = samples.value[row] as number
    if (!wanted.has(signal) || Number.isNaN(value)) continue
    const entity = samples.entity.names[samples.entity.codes[row] as number] as string
    const key = `${signal}@${entity}`
    const found = byKey.get(key) ?? { signal, entity, points: [] }
    byKey.set(key, found)
    found.points.push([samples.timeMs[row] as number, value])
  }
  return [...byKey.values()]
    .sort((a, b) => signals.indexOf(a.signal) - signals.indexOf(b.signal) || (a.entity < b.entity ? -1 : 1))
    .map(({ signal, entity, points }) => {
      points.sort((a, b) => a[0] - b[0])
      return { signal, entity, timeMs: points.map(([time]) => time), value: points.map(([, value]) => value) }
    })
}

/** A counter as its growth per second: a difference counts in the interval in which it ends, and a counter that fell began anew at zero. */
export function ratePerSecond({ timeMs, value }: Series, { everyMs, rows }: Grid): Cells {
  const growth = new Float64Array(rows)
  const lastedMs = new Float64Array(rows)
  for (let point = 1; point < value.length; point++) {
    const row = Math.floor((timeMs[point] as number) / everyMs)
    const passedMs = (timeMs[point] as number) - (timeMs[point - 1] as number)
    if (row < 0 || row >= rows || passedMs <= 0) continue
    const now = value[point] as number
    const before = value[point - 1] as number
    growth[row] = (growth[row] as number) + (now >= before ? now - before : now)
    lastedMs[row] = (lastedMs[row] as number) + passedMs
  }
  return growth.map((sum, row) => (lastedMs[row] ? (sum / (lastedMs[row] as number)) * 1000 : Number.NaN))
}

/** A gauge as the last value read in each interval. */
export function lastValue({ timeMs, value }: Series, { everyMs, rows }: Grid): Cells {
  const cells = new Float64Array(rows).fill(Number.NaN)
  for (let point = 0; point < value.length; point++) {
    const row = Math.floor((timeMs[point] as number) / everyMs)
    if (row >= 0 && row < rows) cells[row] = value[point] as number
  }
  return cells
}
