import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { realEffects } from '../../../src/base/effects.ts'
import { localEngine } from '../../../src/engine/index.ts'
import { findCgroupPlace } from '../../../src/engine/local/cgroup-place.ts'
import { runCgroup } from '../../../src/engine/local/run-cgroup.ts'
import { deployRequest, experiment, plainReplica } from '../deploying.ts'

let root: string
beforeEach(() => {
  root = fs.mkdtempSync(join(tmpdir(), 'engine-cgroup-'))
})
afterEach(() => fs.rmSync(root, { recursive: true }))

/** Effects in which the kernel tells of these mounts, and of this own group per hierarchy. */
function kernelTelling(mountinfo: string | null, ownCgroup: string) {
  const told: Record<string, string | null> = { '/proc/self/mountinfo': mountinfo, '/proc/self/cgroup': ownCgroup }
  const readFileSync = (path: string, ...rest: []) => {
    if (!(path in told)) return fs.readFileSync(path, ...rest)
    if (told[path] === null) throw Object.assign(new Error(`no such file ${path}`), { code: 'ENOENT' })
    return told[path]
  }
  return { ...realEffects, disk: { ...fs, readFileSync } as unknown as typeof fs }
}

function tree(files: Record<string, string>): void {
  for (const [path, content] of Object.entries(files)) {
    fs.mkdirSync(join(root, path, '..'), { recursive: true })
    fs.writeFileSync(join(root, path), content)
  }
}

test('version 2: the nearest parent that was delegated with both controllers is the place', () => {
  tree({
    'cgroup.procs': '',
    'cgroup.subtree_control': 'cpu memory io pids',
    'user/cgroup.procs': '',
    'user/cgroup.subtree_control': 'cpu memory pids',
    'user/app/cgroup.procs': '',
    'user/app/cgroup.subtree_control': 'memory pids',
    'user/app/shell/cgroup.procs': '1',
    'user/app/shell/cgroup.subtree_control': '',
  })
  const effects = kernelTelling(`30 23 0:26 / ${root} rw,nosuid - cgroup2 cgroup2 rw`, '0::/user/app/shell\n')
  const user = join(root, 'user')
  expect(findCgroupPlace(effects)).toEqual({
    place: { version: 2, cpu: user, cpuacct: user, memory: user, io: null, pressure: user },
    reason: null,
  })
})

test('version 2: without a delegated controller there is no place, and the reason names the group', () => {
  tree({ 'cgroup.procs': '', 'cgroup.subtree_control': '' })
  expect(findCgroupPlace(kernelTelling(`30 23 0:26 /docker/x ${root} rw - cgroup2 cgroup2 rw`, '0::/docker/x\n'))).toEqual({
    place: null,
    reason: `neither CPU nor memory is delegated in ${root} (cgroup.subtree_control)`,
  })
})

test('version 2: limits, weight and controllers are written as the kernel reads them', () => {
  tree({ 'cgroup.procs': '', 'cgroup.subtree_control': 'cpu memory' })
  const effects = kernelTelling(`30 23 0:26 / ${root} rw - cgroup2 cgroup2 rw`, '0::/\n')
  const { place } = findCgroupPlace(effects)
  if (!place) throw new Error('no place')
  const group = runCgroup(place, { runId: 'a-1', conductor: { pid: 7, start: '99' } }, effects)
  group.open()
  const swap = join(root, 'kubedyno-a-1-7-99/r1/memory.swap.max')
  const mkdirSync = fs.mkdirSync
  effects.disk.mkdirSync = ((path: string) => {
    mkdirSync(path)
    fs.writeFileSync(join(path, 'memory.swap.max'), 'max')
  }) as typeof fs.mkdirSync
  const { cgroup, limits, doors } = group.openReplica('r1', {
    requests: { cpuMillicores: 1000, memoryBytes: null },
    limits: { cpuMillicores: 250, memoryBytes: 2 ** 26 },
  })
  const folder = join(root, 'kubedyno-a-1-7-99/r1')
  expect(limits).toEqual({ cpu: null, memory: null })
  expect(cgroup).toEqual({ version: 2, cpu: folder, cpuacct: folder, memory: folder, io: null, pressure: null })
  expect(doors).toEqual([`${folder}/cgroup.procs`])
  const read = (file: string) => fs.readFileSync(join(folder, file), 'utf8')
  expect([read('cpu.max'), read('memory.max'), read('cpu.weight'), fs.readFileSync(swap, 'utf8')]).toEqual([
    '25000 100000',
    '67108864',
    '39',
    '0',
  ])
  expect(fs.readFileSync(join(root, 'kubedyno-a-1-7-99/cgroup.subtree_control'), 'utf8')).toBe('+cpu +memory')
})

test('version 1: groups are made below the own group of each hierarchy, and pressure comes from an empty version 2 beside it', () => {
  for (const path of ['cpu,cpuacct', 'memory/job 1', 'unified']) tree({ [`${path}/cgroup.procs`]: '' })
  const mounts = [
    `32 31 0:29 / ${root}/cpu,cpuacct rw - cgroup cgroup rw,cpu,cpuacct`,
    `35 31 0:32 /docker ${root}/memory rw - cgroup cgroup rw,memory`,
    `41 31 0:38 / ${root}/unified rw - cgroup2 cgroup2 rw`,
  ]
  const own = '4:memory:/docker/job 1\n1:cpu,cpuacct:/\n0::/\n'
  const cpu = join(root, 'cpu,cpuacct')
  expect(findCgroupPlace(kernelTelling(mounts.join('\n'), own)).place).toEqual({
    version: 1,
    cpu,
    cpuacct: cpu,
    memory: join(root, 'memory/job 1'),
    io: null,
    pressure: join(root, 'unified'),
  })
})

test('without cgroups replicas run all the same, and each limit is told not to hold and why', async () => {
  const effects = kernelTelling(null, '')
  const engine = localEngine(effects, { replicaModule: plainReplica })
  const limited = experiment({ cpuMillicores: 200, memoryBytes: 2 ** 27 })
  const reason = `${process.platform} has no cgroups`
  expect(await engine.facts(limited)).toEqual({
    description: `local processes without cgroups (${reason})`,
    limits: [
      { limit: 'cpu', wanted: 200, enforced: false, reason },
      { limit: 'memory', wanted: 2 ** 27, enforced: false, reason },
    ],
  })
  const { request, ready, forgetLogs } = deployRequest({ experiment: limited, replicas: 2 })
  const deployment = await engine.deploy(request, new AbortController().signal)
  expect(ready.map(({ cgroup }) => cgroup)).toEqual([null, null])
  await deployment.close()
  forgetLogs()
})
