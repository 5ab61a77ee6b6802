import { formatBytes } from '../../base/quantity.ts'
import { couldNotEnter } from './enter-cgroup.ts'

export interface ExitFacts {
  code: number | null
  signal: NodeJS.Signals | null
  /** The system's message when the process could not be started at all. */
  spawnError: string | null
  /** The kernel killed at least one of its processes for want of memory. */
  outOfMemory: boolean
  memoryLimitBytes: number | null
}

/** Why a replica ended, in words for people. */
export function exitWords({ code, signal, spawnError, outOfMemory, memoryLimitBytes }: ExitFacts): string {
  if (spawnError !== null) return `it could not be started (${spawnError})`
  if (outOfMemory) {
    return memoryLimitBytes === null
      ? 'out of memory: killed by the kernel, though it has no limit of its own'
      : `out of memory: killed by the kernel at its limit of ${formatBytes(memoryLimitBytes)}`
  }
  if (signal !== null) return `killed by ${signal}${signalMeanings[signal] ?? ''}`
  if (code === couldNotEnter) return 'it could not enter its cgroup'
  if (code === 134) return 'exited with code 134 (aborted)'
  return `exited with code ${code}`
}

const signalMeanings: Partial<Record<NodeJS.Signals, string>> = {
  SIGABRT: ' (it aborted itself)',
  SIGBUS: ' (bad memory access)',
  SIGSEGV: ' (bad memory access)',
  SIGILL: ' (an instruction that this processor lacks)',
}
