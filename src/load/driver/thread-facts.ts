import { readFileSync, readlinkSync } from 'node:fs'
import { availableParallelism, getPriority, setPriority } from 'node:os'

/** The number that the operating system gave the calling thread; null where it does not tell. */
export function threadId(): number | null {
  try {
    return Number(readlinkSync('/proc/thread-self').split('/').at(-1))
  } catch {
    return null
  }
}

/** Milliseconds of user and system CPU that the calling thread has used; null where the system does not tell. */
export function threadCpuMs(): number | null {
  if (typeof process.threadCpuUsage === 'function') {
    const { user, system } = process.threadCpuUsage()
    return (user + system) / 1000
  }
  try {
    return Number(readFileSync('/proc/thread-self/schedstat', 'utf8').split(' ')[0]) / 1e6
  } catch {
    return null
  }
}

/** Before the replicas, whose processes have 0. */
const precedence = -10

/**
 * Lets the thread of that number run before the programs that it shares cores with, where that is permitted: a load generator that waits
 * behind the workload that it measures sends late. As long as so many drivers leave a core to others, that is: who records what they did must not
 * starve. Returns the nice value that holds then; null where threads have none.
 */
export function takePrecedence(threadId: number | null, drivers: number): number | null {
  if (threadId === null) return null
  try {
    if (availableParallelism() > drivers) setPriority(threadId, precedence)
  } catch {
    // Only root, and who has CAP_SYS_NICE, may.
  }
  return getPriority(threadId)
}
