import * as process from 'node:process'
import { type OwnCgroup, readCgroups } from '../../base/cgroups.ts'
import type { Effects } from '../../base/effects.ts'
import type { ReplicaCgroup } from '../contract.ts'

/** Folders in which this user may make cgroups, by what groups made there control or tell. */
export type CgroupPlace = ReplicaCgroup

/** Where cgroups can be made; or, without a place, the reason in words. */
export type CgroupFinding = { place: CgroupPlace; reason: null } | { place: null; reason: string }

/** Finds where this process may make cgroups: below its own group, or, in version 2, beside it, where a parent was delegated to this user. */
export function findCgroupPlace({ disk }: Pick<Effects, 'disk'>): CgroupFinding {
  const nothing = (reason: string): CgroupFinding => ({ place: null, reason })
  const groups = readCgroups({ disk })
  if (!groups) return nothing(`${process.platform} has no cgroups`)
  if (groups.mounts.length === 0) return nothing('no cgroup hierarchy is mounted')
  const writable = (folder: string) => mayWrite(folder, disk) && mayWrite(`${folder}/cgroup.procs`, disk)
  const unified = groups.unified?.folder ?? null

  const [cpu, cpuacct, memory, io] = ['cpu', 'cpuacct', 'memory', 'blkio'].map((name) => groups.versionOne(name)?.folder ?? null) as (
    | string
    | null
  )[]
  if (cpu || memory) {
    const open = (folder: string | null | undefined) => (folder && writable(folder) ? folder : null)
    if (!open(cpu) && !open(memory)) return nothing(`this user may not make cgroups in ${cpu ?? memory}`)
    return {
      place: { version: 1, cpu: open(cpu), cpuacct: open(cpuacct), memory: open(memory), io: open(io), pressure: open(unified) },
      reason: null,
    }
  }
  if (!groups.unified) return nothing('no cgroup hierarchy with a controller for CPU or memory is mounted')
  return findDelegated(groups.unified, writable, disk)
}

/** The nearest group from one's own upwards whose children get controllers for CPU and memory, or at least for one of them. */
function findDelegated({ folder: own, top }: OwnCgroup, writable: (folder: string) => boolean, disk: Effects['disk']): CgroupFinding {
  const candidates: { folder: string; controllers: string[] }[] = []
  for (let folder = own; folder.length >= top.length; folder = folder.slice(0, folder.lastIndexOf('/'))) {
    if (writable(folder)) candidates.push({ folder, controllers: readWords(`${folder}/cgroup.subtree_control`, disk) })
  }
  if (candidates.length === 0) return { place: null, reason: `this user may not make cgroups in ${own}: no group is delegated to it` }
  const count = ({ controllers }: { controllers: string[] }) => ['cpu', 'memory'].filter((name) => controllers.includes(name)).length
  const best = candidates.reduce((chosen, candidate) => (count(candidate) > count(chosen) ? candidate : chosen))
  if (count(best) === 0) return { place: null, reason: `neither CPU nor memory is delegated in ${best.folder} (cgroup.subtree_control)` }
  const having = (controller: string) => (best.controllers.includes(controller) ? best.folder : null)
  return {
    place: {
      version: 2,
      cpu: having('cpu'),
      cpuacct: best.folder,
      memory: having('memory'),
      io: having('io'),
      pressure: best.folder,
    },
    reason: null,
  }
}

function readWords(path: string, disk: Effects['disk']): string[] {
  try {
    return disk.readFileSync(path, 'utf8').trim().split(/\s+/)
  } catch {
    return []
  }
}

function mayWrite(path: string, disk: Effects['disk']): boolean {
  try {
    disk.accessSync(path, disk.constants.W_OK)
    return true
  } catch {
    return false
  }
}

/** The folders at which cgroup hierarchies are mounted; none where the system has no cgroups. */
export function cgroupMounts(effects: Pick<Effects, 'disk'>): string[] {
  return readCgroups(effects)?.mounts.map(({ path }) => path) ?? []
}
