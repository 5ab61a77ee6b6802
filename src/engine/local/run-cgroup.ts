import type { Effects } from '../../base/effects.ts'
import { hasSystemCode } from '../../base/errors.ts'
import type { Workload } from '../../spec/index.ts'
import type { ReplicaCgroup } from '../contract.ts'
import { type LimitOutcome, setCpuRequest, setLimits } from './cgroup-limits.ts'
import type { CgroupPlace } from './cgroup-place.ts'
import { removeCgroup } from './cgroup-removal.ts'
import { cgroupName, type RunMark } from './run-mark.ts'

/** The cgroup of one run, that holds one group for each of its replicas. */
export interface RunCgroup {
  /** One folder per hierarchy; all of the run's groups are in them. */
  folders: readonly string[]
  /** Makes the folders. */
  open(): void
  openReplica(replica: string, resources: Workload['resources']): ReplicaGroup
  /** Kills what is left in the groups and removes them; false when the kernel did not let go of them. */
  close(): Promise<boolean>
}

interface ReplicaGroup {
  cgroup: ReplicaCgroup
  limits: LimitOutcome
  /** Files into which a process writes its number to enter. */
  doors: readonly string[]
  /** How many of its processes the kernel killed for want of memory. */
  oomKills(): number
  close(): Promise<boolean>
}

/** The cgroup of a run at a place; nothing is made before `open`. */
export function runCgroup(place: CgroupPlace, mark: RunMark, effects: Effects): RunCgroup {
  const { disk } = effects
  const group = within(place, cgroupName(mark))
  const folders = foldersOf(group)
  return {
    folders,
    open() {
      for (const folder of folders) disk.mkdirSync(folder)
      if (group.version === 2) passControllersOn(group, effects)
    },
    openReplica(replica, resources) {
      const cgroup = within(group, replica)
      for (const folder of foldersOf(cgroup)) disk.mkdirSync(folder)
      const limits = setLimits(cgroup, resources.limits, effects)
      setCpuRequest(cgroup, resources.requests.cpuMillicores, effects)
      if (cgroup.pressure && !disk.existsSync(`${cgroup.pressure}/cpu.pressure`)) cgroup.pressure = null
      return {
        cgroup,
        limits,
        doors: foldersOf(within(group, replica)).map((folder) => `${folder}/cgroup.procs`),
        oomKills: () => countOomKills(cgroup, effects),
        close: () => removeAll(foldersOf(within(group, replica)), effects),
      }
    },
    close: () => removeAll(folders, effects),
  }
}

function within(place: ReplicaCgroup, name: string): ReplicaCgroup {
  const below = (folder: string | null) => folder && `${folder}/${name}`
  const { version, cpu, cpuacct, memory, io, pressure } = place
  return { version, cpu: below(cpu), cpuacct: below(cpuacct), memory: below(memory), io: below(io), pressure: below(pressure) }
}

function foldersOf({ cpu, cpuacct, memory, io, pressure }: ReplicaCgroup): string[] {
  return [...new Set([cpu, cpuacct, memory, io, pressure])].filter((folder) => folder !== null)
}

function passControllersOn({ cpu, cpuacct, memory, io }: ReplicaCgroup, { disk }: Effects): void {
  const wanted = [cpu && '+cpu', memory && '+memory', io && '+io'].filter(Boolean).join(' ')
  disk.writeFileSync(`${cpuacct}/cgroup.subtree_control`, wanted)
}

function countOomKills({ version, memory }: ReplicaCgroup, { disk }: Effects): number {
  if (memory === null) return 0
  try {
    const text = disk.readFileSync(`${memory}/${version === 2 ? 'memory.events' : 'memory.oom_control'}`, 'utf8')
    return Number(/^oom_kill (\d+)$/m.exec(text)?.[1] ?? 0)
  } catch (error) {
    if (hasSystemCode(error, 'ENOENT', 'ENODEV')) return 0
    throw error
  }
}

async function removeAll(folders: readonly string[], effects: Effects): Promise<boolean> {
  const removed = await Promise.all(folders.map((folder) => removeCgroup(folder, effects)))
  return removed.every(Boolean)
}
