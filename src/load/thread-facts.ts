import { readFileSync, readlinkSync } from 'node:fs'

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
