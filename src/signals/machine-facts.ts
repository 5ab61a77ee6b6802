import * as os from 'node:os'
import * as process from 'node:process'
import { type Effects, realEffects } from '../base/effects.ts'

/** What a machine is, for `environment.json`; null means that it could not be told. */
export interface MachineFacts {
  /** `linux 6.18.44 x64` */
  system: string
  cpuModel: string | null
  cores: number
  memoryBytes: number
  cgroupVersion: 1 | 2 | null
  /** Of the machine, or null when it is not known to be virtual. */
  hypervisor: string | null
}

/** Looks at the machine that this process runs on. */
export function machineFacts({ disk }: Pick<Effects, 'disk'> = realEffects): MachineFacts {
  const textOf = (path: string) => {
    try {
      return disk.readFileSync(path, 'utf8').trim()
    } catch {
      return ''
    }
  }
  const cores = os.cpus()
  return {
    system: `${process.platform} ${os.release()} ${process.arch}`,
    cpuModel: cores[0]?.model.trim() || null,
    cores: cores.length || os.availableParallelism(),
    memoryBytes: os.totalmem(),
    cgroupVersion: cgroupVersion(disk, textOf('/proc/self/cgroup')),
    hypervisor: hypervisor(textOf),
  }
}

function cgroupVersion(disk: Effects['disk'], memberships: string): 1 | 2 | null {
  if (disk.existsSync('/sys/fs/cgroup/cgroup.controllers')) return 2
  return /^\d+:(?:[^:]*,)?cpu(?:,[^:]*)?:/m.test(memberships) ? 1 : null
}

/** The processor tells whether it is virtual; the firmware's tables tell whose it is, where there are any. */
function hypervisor(textOf: (path: string) => string): string | null {
  if (!/^flags\s*:.*\bhypervisor\b/m.test(textOf('/proc/cpuinfo'))) return null
  return textOf('/sys/class/dmi/id/product_name') || textOf('/sys/class/dmi/id/sys_vendor') || 'of unknown make'
}
