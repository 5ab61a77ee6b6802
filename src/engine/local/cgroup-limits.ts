import type { Effects } from '../../base/effects.ts'
import { messageOf } from '../../base/errors.ts'
import type { Resources } from '../../spec/index.ts'
import type { ReplicaCgroup } from '../contract.ts'

/** For each limit that was asked for: null when the kernel holds it, otherwise why it does not. */
export type LimitOutcome = Partial<Record<'cpu' | 'memory', string | null>>

const periodUs = 100_000

/** What the kernel rounds a memory limit to is never more than its largest base page. */
const pageRoundingBytes = 65_536

/** Sets limits of a cgroup (CPU as a quota per 100 ms, memory without swap) and reads back whether they hold; an absent limit stays unlimited. */
export function setLimits(group: ReplicaCgroup, limits: Resources, effects: Pick<Effects, 'disk'>): LimitOutcome {
  const outcome: LimitOutcome = {}
  if (limits.cpuMillicores !== null) outcome.cpu = setCpuLimit(group, limits.cpuMillicores, effects)
  if (limits.memoryBytes !== null) outcome.memory = setMemoryLimit(group, limits.memoryBytes, effects)
  return outcome
}

/** Gives a cgroup its share of a contended CPU, by the scale that Kubernetes uses; does nothing where there is no request or no controller. */
export function setCpuRequest(group: ReplicaCgroup, millicores: number | null, { disk }: Pick<Effects, 'disk'>): void {
  if (millicores === null || group.cpu === null) return
  const shares = Math.min(262_144, Math.max(2, Math.floor((millicores * 1024) / 1000)))
  if (group.version === 1) disk.writeFileSync(`${group.cpu}/cpu.shares`, String(shares))
  else disk.writeFileSync(`${group.cpu}/cpu.weight`, String(1 + Math.floor(((shares - 2) * 9999) / 262_142)))
}

function setCpuLimit({ version, cpu }: ReplicaCgroup, millicores: number, { disk }: Pick<Effects, 'disk'>): string | null {
  if (cpu === null) return 'no cgroup controller for CPU that this user may use'
  const quotaUs = millicores * (periodUs / 1000)
  const read = (file: string) => disk.readFileSync(`${cpu}/${file}`, 'utf8').trim()
  return held('cpu', () => {
    if (version === 2) {
      disk.writeFileSync(`${cpu}/cpu.max`, `${quotaUs} ${periodUs}`)
      return read('cpu.max') === `${quotaUs} ${periodUs}` ? null : read('cpu.max')
    }
    disk.writeFileSync(`${cpu}/cpu.cfs_period_us`, String(periodUs))
    disk.writeFileSync(`${cpu}/cpu.cfs_quota_us`, String(quotaUs))
    const found = `${read('cpu.cfs_quota_us')} ${read('cpu.cfs_period_us')}`
    return found === `${quotaUs} ${periodUs}` ? null : found
  })
}

function setMemoryLimit({ version, memory }: ReplicaCgroup, bytes: number, { disk }: Pick<Effects, 'disk'>): string | null {
  if (memory === null) return 'no cgroup controller for memory that this user may use'
  const limitFile = version === 2 ? 'memory.max' : 'memory.limit_in_bytes'
  return held('memory', () => {
    disk.writeFileSync(`${memory}/${limitFile}`, String(bytes))
    const found = disk.readFileSync(`${memory}/${limitFile}`, 'utf8').trim()
    if (Math.abs(Number(found) - bytes) > pageRoundingBytes) return found
    if (version === 1) writeIfThere(`${memory}/memory.memsw.limit_in_bytes`, found, disk)
    else {
      writeIfThere(`${memory}/memory.swap.max`, '0', disk)
      writeIfThere(`${memory}/memory.oom.group`, '1', disk)
    }
    return null
  })
}

/** Runs a setting that tells what the kernel made of it if that is something else. */
function held(what: string, set: () => string | null): string | null {
  try {
    const found = set()
    return found === null ? null : `the kernel set another ${what} limit: ${found}`
  } catch (error) {
    return `the kernel refused the ${what} limit (${messageOf(error)})`
  }
}

/** Kernels without swap accounting lack these files. */
function writeIfThere(path: string, value: string, disk: Effects['disk']): void {
  if (disk.existsSync(path)) disk.writeFileSync(path, value)
}
