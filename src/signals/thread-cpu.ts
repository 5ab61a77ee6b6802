import { performance } from 'node:perf_hooks'
import * as process from 'node:process'

/** Processor time of this thread in milliseconds; before Node 23.9 the time that passes, an upper bound for work that does not wait. */
export function threadCpuMs(): number {
  if (!process.threadCpuUsage) return performance.now()
  // The kernel brings a thread's account up to date only at its ticks, milliseconds apart, but at once when the whole process is asked for.
  process.cpuUsage()
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1000
}
