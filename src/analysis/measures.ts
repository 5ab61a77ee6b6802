import type { SampleColumns } from './records.ts'
import type { PhaseWindow } from './requests/phase-windows.ts'

/** What is made of a signal: a counter becomes a rate per second, a gauge stays as it is. */
const measures = {
  cpuCores: { signal: 'cpu_seconds_total', kind: 'rate' },
  cpuThrottledShare: { signal: 'cpu_throttled_seconds_total', kind: 'rate' },
  cpuStolenCores: { signal: 'cpu_steal_seconds_total', kind: 'rate' },
  memoryBytes: { signal: 'memory_used_bytes', kind: 'gauge' },
  psiCpuSomeShare: { signal: 'psi_cpu_some_seconds_total', kind: 'rate' },
  psiCpuFullShare: { signal: 'psi_cpu_full_seconds_total', kind: 'rate' },
  psiMemorySomeShare: { signal: 'psi_memory_some_seconds_total', kind: 'rate' },
  psiMemoryFullShare: { signal: 'psi_memory_full_seconds_total', kind: 'rate' },
  psiIoSomeShare: { signal: 'psi_io_some_seconds_total', kind: 'rate' },
  psiIoFullShare: { signal: 'psi_io_full_seconds_total', kind: 'rate' },
  networkReceiveBytesPerSecond: { signal: 'network_receive_bytes_total', kind: 'rate' },
  networkTransmitBytesPerSecond: { signal: 'network_transmit_bytes_total', kind: 'rate' },
  diskReadBytesPerSecond: { signal: 'disk_read_bytes_total', kind: 'rate' },
  diskWriteBytesPerSecond: { signal: 'disk_write_bytes_total', kind: 'rate' },
  queueDepthRequests: { signal: 'inference_queue_depth', kind: 'gauge' },
  inferencesPerSecond: { signal: 'inference_requests_total', kind: 'rate' },
  gpuUtilisationShare: { signal: 'gpu_utilization_ratio', kind: 'gauge' },
  gpuMemoryBytes: { signal: 'gpu_memory_used_bytes', kind: 'gauge' },
  gpuPowerWatts: { signal: 'gpu_power_watts', kind: 'gauge' },
  packagePowerWatts: { signal: 'energy_joules_total', kind: 'rate' },
} as const

export type MeasureName = keyof typeof measures

/** A measure of one entity in time order: each value holds from `fromMs` to `untilMs`, which are the same instant for a gauge. */
export interface Track {
  entity: string
  measure: MeasureName
  fromMs: Float64Array
  untilMs: Float64Array
  value: Float64Array
}

/** Mean and largest value of a measure over some phases; samples say how many values they rest on. */
export interface MeasureFacts {
  mean: number
  max: number
  samples: number
}

/** Makes a track of every signal and entity that has a measure and samples. */
export function tracksOf(samples: SampleColumns): Track[] {
  const rowsOf = new Map<number, number[]>()
  for (let row = 0; row < samples.count; row++) {
    if (Number.isNaN(samples.value[row] as number)) continue
    const key = (samples.entity[row] as number) * samples.signals.length + (samples.signal[row] as number)
    const rows = rowsOf.get(key)
    if (rows) rows.push(row)
    else rowsOf.set(key, [row])
  }
  const tracks: Track[] = []
  for (const [entityCode, entity] of [...samples.entities.entries()].sort(([, a], [, b]) => compareEntities(a, b))) {
    for (const [measure, { signal, kind }] of Object.entries(measures) as [MeasureName, (typeof measures)[MeasureName]][]) {
      const rows = rowsOf.get(entityCode * samples.signals.length + samples.signals.indexOf(signal))
      if (!rows || !samples.signals.includes(signal)) continue
      rows.sort((a, b) => (samples.timeMs[a] as number) - (samples.timeMs[b] as number) || a - b)
      const track = kind === 'rate' ? rateTrack(samples, rows) : gaugeTrack(samples, rows)
      if (track.value.length > 0) tracks.push({ entity, measure, ...track })
    }
  }
  return tracks
}

/** Orders entities for tables: the machine, then the replicas by number, then what measures. */
export function compareEntities(a: string, b: string): number {
  const place = (entity: string) => ['machine', 'replica', 'driver', 'conductor'].indexOf(entity.split('/')[0] as string)
  return place(a) - place(b) || a.localeCompare(b, 'en', { numeric: true })
}

function gaugeTrack(samples: SampleColumns, rows: readonly number[]) {
  const fromMs = Float64Array.from(rows, (row) => samples.timeMs[row] as number)
  return { fromMs, untilMs: fromMs, value: Float64Array.from(rows, (row) => samples.value[row] as number) }
}

/** Differences of a counter over its samples' own times; a counter that fell began anew at 0. */
function rateTrack(samples: SampleColumns, rows: readonly number[]) {
  const fromMs: number[] = []
  const untilMs: number[] = []
  const value: number[] = []
  for (let i = 1; i < rows.length; i++) {
    const [before, after] = [rows[i - 1] as number, rows[i] as number]
    const elapsedMs = (samples.timeMs[after] as number) - (samples.timeMs[before] as number)
    if (elapsedMs <= 0) continue
    const [was, is] = [samples.value[before] as number, samples.value[after] as number]
    fromMs.push(samples.timeMs[before] as number)
    untilMs.push(samples.timeMs[after] as number)
    value.push(((is >= was ? is - was : is) / elapsedMs) * 1000)
  }
  return { fromMs: Float64Array.from(fromMs), untilMs: Float64Array.from(untilMs), value: Float64Array.from(value) }
}

/** Mean and largest value within phases, over values that lie in one of them as a whole; rates weigh by their time. Null where there is none. */
export function measureWithin(track: Track, windows: readonly Pick<PhaseWindow, 'fromMs' | 'untilMs'>[]): MeasureFacts | null {
  let samples = 0
  let weight = 0
  let total = 0
  let max = Number.NEGATIVE_INFINITY
  for (let i = 0; i < track.value.length; i++) {
    const from = track.fromMs[i] as number
    const until = track.untilMs[i] as number
    if (!windows.some((window) => from >= window.fromMs && until <= window.untilMs)) continue
    const own = until > from ? until - from : 1
    samples++
    weight += own
    total += own * (track.value[i] as number)
    max = Math.max(max, track.value[i] as number)
  }
  return samples === 0 ? null : { mean: total / weight, max, samples }
}
