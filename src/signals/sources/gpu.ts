import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { messageOf } from '../../base/errors.ts'
import { absent, type Source, type SourceContext } from './source.ts'

const gives = ['gpu_utilization_ratio', 'gpu_memory_used_bytes', 'gpu_power_watts', 'gpu_temperature_celsius']
const fields = 'count,index,utilization.gpu,memory.used,power.draw,temperature.gpu'

/** How long it may be silent before its values count as missing: some intervals, and its start. */
const silenceMs = (intervalMs: number) => 10_000 + 3 * intervalMs

/** NVIDIA GPUs by one `nvidia-smi` that tells them again and again; its readings carry the times at which it told them. */
export function machineGpu(context: SourceContext): Source {
  const { effects, outlet, intervalMs } = context
  const folders = (effects.environment.PATH ?? '').split(':').filter(Boolean)
  const program = folders.map((folder) => `${folder}/nvidia-smi`).find((path) => effects.disk.existsSync(path))
  if (!program) return absent(gives, 'no NVIDIA GPU here: there is no nvidia-smi', context)

  const rows: GpuRow[] = []
  let child: ChildProcess | null = null
  let told: { timeMs: number; sums: GpuSums }[] = []
  let lastSignOfLifeMs = 0
  let complaint = ''
  let hasStarted = false
  let hasEverTold = false

  const start = () => {
    hasStarted = true
    lastSignOfLifeMs = outlet.nowMs()
    const started = spawn(program, [`--query-gpu=${fields}`, '--format=csv,noheader,nounits', '-lms', String(Math.round(intervalMs))], {
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    child = started
    started.on('error', (error) => {
      complaint = messageOf(error)
      child = null
    })
    started.on('close', () => {
      if (child === started) child = null
    })
    createInterface({ input: started.stdout }).on('line', (line) => {
      const row = parseGpuRow(line)
      if (!row) {
        complaint = line.trim()
        return
      }
      if (row.index === 0) rows.length = 0
      rows.push(row)
      if (rows.length < row.count) return
      hasEverTold = true
      lastSignOfLifeMs = outlet.nowMs()
      told.push({ timeMs: lastSignOfLifeMs, sums: sumGpus(rows.splice(0)) })
    })
  }

  const whyNothing = (isSilent: boolean) => {
    if (!child) return `${program} has ended${complaint && `: ${complaint}`}`
    if (!hasEverTold) return `${program} has told nothing yet`
    return isSilent ? `${program} has been silent for too long` : null
  }

  return {
    gives,
    read() {
      if (!hasStarted) start()
      for (const { timeMs, sums } of told) for (const signal of gives) outlet.value(signal, sums[signal] as number, timeMs, program)
      told = []
      const nowMs = outlet.nowMs()
      const isSilent = nowMs - lastSignOfLifeMs > silenceMs(intervalMs)
      const reason = whyNothing(isSilent)
      if (reason) for (const signal of gives) outlet.missing(signal, nowMs, reason)
      if (!child && isSilent && hasEverTold) start()
    },
    close() {
      child?.kill()
      child = null
    },
  }
}

interface GpuRow {
  count: number
  index: number
  utilizationPercent: number
  memoryMiB: number
  powerWatts: number
  temperatureCelsius: number
}

type GpuSums = Record<string, number>

/** One line of nvidia-smi; null when it is something else. What a GPU does not tell (`[N/A]`) is NaN. */
export function parseGpuRow(line: string): GpuRow | null {
  const [count, index, utilizationPercent, memoryMiB, powerWatts, temperatureCelsius, ...more] = line.split(',').map(numberOrNaN)
  if (temperatureCelsius === undefined || more.length > 0 || !Number.isInteger(count) || !Number.isInteger(index)) return null
  return { count, index, utilizationPercent, memoryMiB, powerWatts, temperatureCelsius } as GpuRow
}

function numberOrNaN(cell: string): number {
  return cell.trim() === '' ? Number.NaN : Number(cell)
}

/** The signals of all GPUs together. */
export function sumGpus(rows: readonly GpuRow[]): GpuSums {
  const sum = (of: (row: GpuRow) => number) => rows.reduce((total, row) => total + of(row), 0)
  return {
    gpu_utilization_ratio: sum((row) => row.utilizationPercent) / 100 / rows.length,
    gpu_memory_used_bytes: sum((row) => row.memoryMiB) * 2 ** 20,
    gpu_power_watts: sum((row) => row.powerWatts),
    gpu_temperature_celsius: Math.max(...rows.map((row) => row.temperatureCelsius)),
  }
}
