import { existsSync } from 'node:fs'
import { expect, test } from 'vitest'
import { folderWith } from '../folder.ts'
import { pressure } from '../kernel/recorded.ts'
import { sample, target } from '../sampling.ts'

const onLinux = test.skipIf(!existsSync('/proc/self/stat'))

const version2 = {
  'cpu.stat': 'usage_usec 2500000\nuser_usec 2000000\nsystem_usec 500000\nnr_periods 4\nnr_throttled 2\nthrottled_usec 750000\n',
  'memory.current': '1000000\n',
  'memory.stat': 'anon 500\nfile 400000\nactive_file 100000\ninactive_file 300000\n',
  'memory.max': '268435456\n',
  'io.stat': '',
  'cpu.pressure': pressure,
  'memory.pressure': 'some avg10=0.00 avg60=0.00 avg300=0.00 total=7\n',
  'io.pressure': '',
}

function sampleFolder(path: string, version: 1 | 2 = 2) {
  const cgroup = { version, cpu: path, cpuacct: path, memory: path, io: path, pressure: path }
  return sample([target('replica/r1', { cgroup })])
}

onLinux('the files of a version 2 cgroup are read as the kernel documents them', async () => {
  const { sampler, values, of } = sampleFolder(folderWith(version2).path)
  await sampler.close()
  expect(values('cpu_seconds_total')[0]).toBe(2.5)
  expect(values('cpu_throttled_seconds_total')[0]).toBe(0.75)
  expect(values('memory_used_bytes')[0]).toBe(700_000)
  expect(values('memory_limit_bytes')[0]).toBe(268_435_456)
  expect(values('disk_read_bytes_total')[0]).toBe(0)
  expect(values('psi_cpu_some_seconds_total')[0]).toBeCloseTo(410.13785, 9)
  expect(values('psi_memory_some_seconds_total')[0]).toBeCloseTo(7e-6, 12)
  expect(of('psi_memory_full_seconds_total')).toMatchObject([{ value: null }])
  expect(of('psi_io_some_seconds_total')).toMatchObject([{ value: null }])
})

onLinux('the files of a version 1 cgroup are read as the kernel documents them', async () => {
  const { path } = folderWith({
    'cpuacct.usage': '2500000000\n',
    'cpu.stat': 'nr_periods 4\nnr_throttled 2\nthrottled_time 750000000\n',
    'memory.usage_in_bytes': '1000000\n',
    'memory.stat': 'inactive_file 1\nhierarchical_memory_limit 9223372036854771712\ntotal_inactive_file 300000\n',
    'memory.limit_in_bytes': '9223372036854771712\n',
  })
  const { sampler, values, of } = sampleFolder(path, 1)
  await sampler.close()
  expect(values('cpu_seconds_total')[0]).toBe(2.5)
  expect(values('cpu_throttled_seconds_total')[0]).toBe(0.75)
  expect(values('memory_used_bytes')[0]).toBe(700_000)
  expect(of('memory_limit_bytes')).toMatchObject([{ value: null, reason: 'no memory limit is set' }])
  expect(of('psi_cpu_some_seconds_total')).toMatchObject([{ value: null, reason: `${path}/cpu.pressure does not exist` }])
})

onLinux('no limit, no throttling and text that is cut off are missing, never 0', async () => {
  const { path } = folderWith({
    ...version2,
    'memory.max': 'max\n',
    'cpu.stat': 'usage_usec 2500000\nuser_usec 20',
    'memory.stat': 'inactive_file 3',
  })
  const { sampler, values, of } = sampleFolder(path)
  await sampler.close()
  expect(values('cpu_seconds_total')[0]).toBe(2.5)
  for (const signal of ['memory_limit_bytes', 'cpu_throttled_seconds_total', 'memory_used_bytes']) {
    expect(of(signal)).toMatchObject([{ value: null, reason: expect.any(String) }])
  }
})
