import * as process from 'node:process'
import type { Effects } from '../../base/effects.ts'
import type { ReplicaCgroup } from '../contract.ts'

/** Folders in which this user may make cgroups, by what groups made there control or tell. */
export type CgroupPlace = ReplicaCgroup

/** Where cgroups can be made; or, without a place, the reason in words. */
export type CgroupFinding = { place: CgroupPlace; reason: null } | { place: null; reason: string }

interface Mount {
  type: string
  /** The part of the hierarchy that is seen at `path`. */
  root: string
  path: string
  options: string[]
}

/** Finds where this process may make cgroups: below its own group, or, in version 2, beside it, where a parent was delegated to this user. */
export function findCgroupPlace({ disk }: Pick<Effects, 'disk'>): CgroupFinding {
  const nothing = (reason: string): CgroupFinding => ({ place: null, reason })
  let mounts: Mount[]
  let ownPaths: Map<string, string>
  try {
    mounts = parseMounts(disk.readFileSync('/proc/self/mountinfo', 'utf8'))
    ownPaths = parseOwnPaths(disk.readFileSync('/proc/self/cgroup', 'utf8'))
  } catch {
    return nothing(`${process.platform} has no cgroups`)
  }
  if (mounts.length === 0) return nothing('no cgroup hierarchy is mounted')

  const folderIn = (mount: Mount | undefined, key: string) => (mount ? ownFolder(mount, ownPaths.get(key)) : null)
  const writable = (folder: string) => mayWrite(folder, disk) && mayWrite(`${folder}/cgroup.procs`, disk)
  const unifiedMount = mounts.find(({ type }) => type === 'cgroup2')
  const unified = folderIn(unifiedMount, '')

  const versionOne = (controller: string) =>
    folderIn(
      mounts.find(({ type, options }) => type === 'cgroup' && options.includes(controller)),
      controller,
    )
  const [cpu, cpuacct, memory, io] = ['cpu', 'cpuacct', 'memory', 'blkio'].map(versionOne) as (string | null)[]
  if (cpu || memory) {
    const open = (folder: string | null | undefined) => (folder && writable(folder) ? folder : null)
    if (!open(cpu) && !open(memory)) return nothing(`this user may not make cgroups in ${cpu ?? memory}`)
    return {
      place: { version: 1, cpu: open(cpu), cpuacct: open(cpuacct), memory: open(memory), io: open(io), pressure: open(unified) },
      reason: null,
    }
  }
  if (!unifiedMount || !unified) return nothing('no cgroup hierarchy with a controller for CPU or memory is mounted')
  return findDelegated(unified, unifiedMount.path, writable, disk)
}

/** The nearest group from one's own upwards whose children get controllers for CPU and memory, or at least for one of them. */
function findDelegated(own: string, top: string, writable: (folder: string) => boolean, disk: Effects['disk']): CgroupFinding {
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

function parseMounts(text: string): Mount[] {
  return text
    .split('\n')
    .map((line) => {
      const [place = '', source = ''] = line.split(' - ')
      const [, , , root = '', path = ''] = place.split(' ').map(unescapeOctal)
      const [type = '', , options = ''] = source.split(' ')
      return { type, root, path, options: options.split(',') }
    })
    .filter(({ type }) => type === 'cgroup' || type === 'cgroup2')
}

/** The path of one's own group by controller; the unified hierarchy stands under the empty name. */
function parseOwnPaths(text: string): Map<string, string> {
  const paths = new Map<string, string>()
  for (const line of text.split('\n')) {
    const [, controllers, ...path] = line.split(':')
    for (const controller of controllers?.split(',') ?? []) paths.set(controller, path.join(':'))
  }
  return paths
}

function ownFolder({ root, path }: Mount, own = '/'): string {
  if (root === '/') return own === '/' ? path : `${path}${own}`
  return own.startsWith(`${root}/`) ? `${path}${own.slice(root.length)}` : path
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

function unescapeOctal(text: string): string {
  return text.replaceAll(/\\([0-7]{3})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)))
}

/** The folders at which cgroup hierarchies are mounted; none where the system has no cgroups. */
export function cgroupMounts({ disk }: Pick<Effects, 'disk'>): string[] {
  try {
    return parseMounts(disk.readFileSync('/proc/self/mountinfo', 'utf8')).map(({ path }) => path)
  } catch {
    return []
  }
}
