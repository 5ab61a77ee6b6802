import { expect, test } from 'vitest'
import { cpuLimit } from '../../src/base/cpu-limit.ts'
import type { Effects } from '../../src/base/effects.ts'

/** A disk that holds these files alone. */
function diskOf(files: Record<string, string>): Pick<Effects, 'disk'> {
  const readFileSync = (path: string) => {
    if (files[path] === undefined) throw Object.assign(new Error(path), { code: 'ENOENT' })
    return files[path]
  }
  return { disk: { readFileSync } as unknown as Effects['disk'] }
}

const unified = { '/proc/self/mountinfo': '30 1 0:1 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n', '/proc/self/cgroup': '0::/pods/one\n' }
const versionOne = {
  '/proc/self/mountinfo': '30 1 0:1 /docker/a /sys/fs/cgroup/cpu rw - cgroup cgroup rw,cpu,cpuacct\n',
  '/proc/self/cgroup': '4:cpu,cpuacct:/docker/a\n',
}

test.each([
  ['a quota of version 2', { ...unified, '/sys/fs/cgroup/pods/one/cpu.max': '150000 100000\n' }, 1.5],
  [
    'the tighter quota of a group above',
    { ...unified, '/sys/fs/cgroup/pods/one/cpu.max': 'max 100000', '/sys/fs/cgroup/pods/cpu.max': '50000 100000' },
    0.5,
  ],
  ['no quota', { ...unified, '/sys/fs/cgroup/pods/one/cpu.max': 'max 100000\n' }, null],
  [
    'a quota of version 1 within a container',
    { ...versionOne, '/sys/fs/cgroup/cpu/cpu.cfs_quota_us': '200000\n', '/sys/fs/cgroup/cpu/cpu.cfs_period_us': '100000\n' },
    2,
  ],
  [
    'no quota of version 1',
    { ...versionOne, '/sys/fs/cgroup/cpu/cpu.cfs_quota_us': '-1\n', '/sys/fs/cgroup/cpu/cpu.cfs_period_us': '100000\n' },
    null,
  ],
  ['a system without cgroups', {}, null],
])('%s is read as CPUs', (_, files, cpus) => {
  expect(cpuLimit(diskOf(files))).toBe(cpus)
})
