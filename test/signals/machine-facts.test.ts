import { readFileSync } from 'node:fs'
import * as os from 'node:os'
import { expect, test } from 'vitest'
import { realEffects } from '../../src/base/effects.ts'
import { machineFacts } from '../../src/signals/machine-facts.ts'

/** Facts on a machine whose files are these and no others. */
function factsWith(files: Record<string, string>) {
  const disk = Object.assign(Object.create(realEffects.disk), {
    existsSync: (path: string) => path in files,
    readFileSync: (path: string) => {
      const content = files[path]
      if (content === undefined) throw new Error(`no ${path}`)
      return content
    },
  })
  return machineFacts({ disk })
}

const virtual = { '/proc/cpuinfo': 'model name : A\nflags\t\t: fpu hypervisor avx\n' }

test('this machine is told as the system tells it', () => {
  const facts = machineFacts()
  expect(facts).toMatchObject({ cores: os.cpus().length, memoryBytes: os.totalmem() })
  expect(facts.system).toMatch(new RegExp(`^${process.platform} .+ ${process.arch}$`))
  if (process.platform === 'linux') {
    expect(facts.hypervisor !== null).toBe(/^flags.*\bhypervisor\b/m.test(readFileSync('/proc/cpuinfo', 'utf8')))
  }
})

test('a hypervisor is named by the firmware, and is null where the processor does not say that it is virtual', () => {
  const named = { '/sys/class/dmi/id/product_name': 'KVM\n', '/sys/class/dmi/id/sys_vendor': 'QEMU\n' }
  expect(factsWith({ ...virtual, ...named }).hypervisor).toBe('KVM')
  expect(factsWith({ ...virtual, '/sys/class/dmi/id/sys_vendor': 'Xen\n' }).hypervisor).toBe('Xen')
  expect(factsWith(virtual).hypervisor).toBe('of unknown make')
  expect(factsWith(named).hypervisor).toBeNull()
})

test('the cgroup version is that of the cpu controller', () => {
  expect(factsWith({ '/sys/fs/cgroup/cgroup.controllers': '' }).cgroupVersion).toBe(2)
  expect(factsWith({ '/proc/self/cgroup': '4:memory:/\n3:cpu,cpuacct:/\n0::/\n' }).cgroupVersion).toBe(1)
  expect(factsWith({ '/proc/self/cgroup': '3:cpuset:/\n' }).cgroupVersion).toBeNull()
  expect(factsWith({}).cgroupVersion).toBeNull()
})
