import * as process from 'node:process'
import type { Effects } from '../../base/effects.ts'
import { hasSystemCode } from '../../base/errors.ts'

const never = new AbortController().signal

/** Kills every process in a cgroup and below it, then removes the groups, deepest first; false when that did not work within `timeoutMs`. */
export async function removeCgroup(folder: string, effects: Effects, timeoutMs = 5000): Promise<boolean> {
  const untilNs = effects.clock.monotonicNs() + BigInt(Math.round(timeoutMs * 1e6))
  for (let waitMs = 2; ; waitMs = Math.min(waitMs * 2, 100)) {
    for (const pid of processesIn(folder, effects)) kill(pid)
    const left = groupsIn(folder, effects).filter((group) => !removeEmpty(group, effects))
    if (left.length === 0) return true
    if (effects.clock.monotonicNs() > untilNs) return false
    await effects.clock.sleep(waitMs, never)
  }
}

/** Numbers of the processes in a cgroup and below it. */
export function processesIn(folder: string, effects: Pick<Effects, 'disk'>): number[] {
  return groupsIn(folder, effects).flatMap((group) => {
    try {
      return effects.disk.readFileSync(`${group}/cgroup.procs`, 'latin1').split('\n').map(Number).filter(Boolean)
    } catch (error) {
      if (hasSystemCode(error, 'ENOENT', 'ENODEV')) return []
      throw error
    }
  })
}

/** The group and all groups below it, deepest first; none when it is not there. */
function groupsIn(folder: string, { disk }: Pick<Effects, 'disk'>): string[] {
  try {
    const below = disk.readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory())
    return [...below.flatMap(({ name }) => groupsIn(`${folder}/${name}`, { disk })), folder]
  } catch (error) {
    if (hasSystemCode(error, 'ENOENT', 'ENODEV')) return []
    throw error
  }
}

/** False while the kernel still holds processes in the group. */
function removeEmpty(folder: string, { disk }: Pick<Effects, 'disk'>): boolean {
  try {
    disk.rmdirSync(folder)
    return true
  } catch (error) {
    if (hasSystemCode(error, 'ENOENT')) return true
    if (hasSystemCode(error, 'EBUSY', 'ENOTEMPTY')) return false
    throw error
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch (error) {
    if (!hasSystemCode(error, 'ESRCH', 'EPERM')) throw error
  }
}
