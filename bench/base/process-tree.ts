import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'

const ticksPerSecond = Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }))

/** A process and all that it started, down to the last. */
export function processTree(pid: number): number[] {
  const parents = new Map(pids().map((one) => [one, Number(statOf(one)[1])]))
  const tree = [pid]
  for (const parent of tree) for (const [child, of] of parents) if (of === parent) tree.push(child)
  return tree
}

/** The processor seconds that these processes have taken so far, those in the kernel included. */
export function cpuSecondsOf(processes: readonly number[]): number {
  const ticks = processes.map((pid) => {
    const told = statOf(pid)
    return Number(told[11] ?? 0) + Number(told[12] ?? 0)
  })
  return ticks.reduce((sum, one) => sum + one, 0) / ticksPerSecond
}

/** Bytes of memory: resident ones, and those in which what processes share is split between them. */
export function memoryOf(processes: readonly number[]): { residentBytes: number; proportionalBytes: number } {
  const sums = { residentBytes: 0, proportionalBytes: 0 }
  for (const pid of processes) {
    const told = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8')
    sums.residentBytes += kilobytesOf(told, 'Rss') * 1024
    sums.proportionalBytes += kilobytesOf(told, 'Pss') * 1024
  }
  return sums
}

function kilobytesOf(told: string, name: string): number {
  return Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(told)?.[1])
}

/** What follows the name in /proc/PID/stat; nothing when it is gone. */
function statOf(pid: number): string[] {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return text.slice(text.lastIndexOf(')') + 2).split(' ')
  } catch {
    return []
  }
}

function pids(): number[] {
  return readdirSync('/proc').map(Number).filter(Number.isInteger)
}
