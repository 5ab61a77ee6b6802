import * as fs from 'node:fs'
import * as process from 'node:process'
import { processStatFields } from '../../base/process-identity.ts'

/** What a process has used so far. */
export interface ProcessUsage {
  cpuSeconds: number
  residentBytes: number
  /** Seconds since 1970. */
  startedAt: number
}

/** What this process has used. */
export function ownUsage(): ProcessUsage {
  const { user, system } = process.cpuUsage()
  return { cpuSeconds: (user + system) / 1e6, residentBytes: process.memoryUsage.rss(), startedAt: performance.timeOrigin / 1000 }
}

/** What another process has used; null where the system does not tell (only Linux does) or the process is gone. */
export function usageOf(pid: number): ProcessUsage | null {
  try {
    const fields = processStatFields(pid, fs)
    const ticks = (place: number) => Number(fields[place]) / ticksPerSecond
    return {
      cpuSeconds: ticks(11) + ticks(12),
      residentBytes: numberAfter('VmRSS:', `/proc/${pid}/status`) * 1024,
      startedAt: numberAfter('btime', '/proc/stat') + ticks(19),
    }
  } catch {
    return null
  }
}

/** What Linux counts in for programs, on every machine that Node.js supports. */
const ticksPerSecond = 100

function numberAfter(key: string, path: string): number {
  return Number(new RegExp(`^${key}\\s+(\\d+)`, 'm').exec(fs.readFileSync(path, 'latin1'))?.[1] ?? Number.NaN)
}
