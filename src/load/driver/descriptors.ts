import type { Effects } from '../../base/effects.ts'
import type { Load } from '../../spec/index.ts'

/** Part of the descriptors that are left that connections may take: the rest is for files, timers and connections of others. */
const share = 0.9

/** Says, before a load, when the connections that it may open to so many replicas come near to what this process may have open; null when not, or not on Linux. */
export function descriptorShortage({ connectionsPerReplica }: Load, replicas: number, { disk }: Pick<Effects, 'disk'>): string | null {
  const left = descriptorsLeft(disk)
  const wanted = connectionsPerReplica * replicas
  if (left === null || wanted <= left * share) return null
  return `up to ${wanted} connections may be open, and this process can open only ${left} more files: raise its limit (ulimit -n), or lower load.connectionsPerReplica`
}

function descriptorsLeft(disk: Effects['disk']): number | null {
  try {
    const [, most] = /^Max open files +(\d+)/m.exec(disk.readFileSync('/proc/self/limits', 'utf8')) ?? []
    return most === undefined ? null : Number(most) - disk.readdirSync('/proc/self/fd').length
  } catch {
    return null
  }
}
