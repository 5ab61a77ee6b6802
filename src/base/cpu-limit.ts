import { availableParallelism } from 'node:os'
import { type OwnCgroup, readCgroups } from './cgroups.ts'
import type { Effects } from './effects.ts'

/** How many CPUs this process may use by the quotas of its cgroup and of those above it; null where nothing limits it. */
export function cpuLimit({ disk }: Pick<Effects, 'disk'>): number | null {
  const groups = readCgroups({ disk })
  if (!groups) return null
  const words = (path: string) => {
    try {
      return disk.readFileSync(path, 'utf8').trim().split(/\s+/).map(Number)
    } catch {
      return []
    }
  }
  const unified = chain(groups.unified).map((folder) => share(words(`${folder}/cpu.max`)))
  const versionOne = chain(groups.versionOne('cpu')).map((folder) =>
    share([...words(`${folder}/cpu.cfs_quota_us`), ...words(`${folder}/cpu.cfs_period_us`)]),
  )
  const least = Math.min(...unified, ...versionOne)
  return Number.isFinite(least) ? least : null
}

/** Threads that can run at a time: the cores that this process may run on, as far as its CPU quota reaches. */
export function usableCores(effects: Pick<Effects, 'disk'>): number {
  return Math.min(availableParallelism(), Math.max(1, Math.ceil(cpuLimit(effects) ?? Number.POSITIVE_INFINITY)))
}

/** A group and those above it. */
function chain(own: OwnCgroup | null): string[] {
  if (!own) return []
  const folders = [own.top]
  for (let folder = own.folder; folder.length > own.top.length; folder = folder.slice(0, folder.lastIndexOf('/'))) folders.push(folder)
  return folders
}

/** A quota for each period as CPUs; no quota is written as `max`, or as a negative one. */
function share([quota = Number.NaN, period = Number.NaN]: number[]): number {
  return quota > 0 && period > 0 ? quota / period : Number.POSITIVE_INFINITY
}
