import { existsSync, mkdirSync, rmdirSync, writeFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { expect, onTestFinished } from 'vitest'
import type { SampleTarget } from '../../src/signals/index.ts'
import { needs } from '../services/service.ts'
import { growth, sample, target } from './sampling.ts'
import { startWorker, type WorkerProcess } from './worker-process.ts'

const root = '/sys/fs/cgroup'
const isVersion2 = existsSync(`${root}/cgroup.controllers`)

/** A real cgroup for a process, allowed a fifth of a core, by whatever this machine has. */
async function cgroupOf(worker: WorkerProcess): Promise<NonNullable<SampleTarget['cgroup']>> {
  const name = `kubedyno-signals-${process.pid}`
  const trees = isVersion2 ? [root] : ['cpu', 'cpuacct', 'memory', 'blkio', 'unified'].map((tree) => `${root}/${tree}`).filter(existsSync)
  const folders = trees.map((tree) => `${tree}/${name}`)
  if (isVersion2) writeFileSync(`${root}/cgroup.subtree_control`, '+cpu +memory +io')
  for (const folder of folders) {
    mkdirSync(folder, { recursive: true })
    writeFileSync(`${folder}/cgroup.procs`, String(worker.pid))
  }
  onTestFinished(async () => {
    await worker.end()
    for (const folder of folders) await removed(folder)
  })
  const folderIn = (tree: string) => folders.find((folder) => folder.startsWith(`${root}/${tree}/`)) ?? null
  const only = folders[0] as string
  if (isVersion2) {
    writeFileSync(`${only}/cpu.max`, '20000 100000')
    return { version: 2, cpu: only, cpuacct: only, memory: only, io: only, pressure: only }
  }
  writeFileSync(`${folderIn('cpu')}/cpu.cfs_period_us`, '100000')
  writeFileSync(`${folderIn('cpu')}/cpu.cfs_quota_us`, '20000')
  return {
    version: 1,
    cpu: folderIn('cpu'),
    cpuacct: folderIn('cpuacct'),
    memory: folderIn('memory'),
    io: folderIn('blkio'),
    pressure: folderIn('unified'),
  }
}

async function removed(folder: string): Promise<void> {
  for (let attempt = 0; attempt < 50 && existsSync(folder); attempt++) {
    try {
      rmdirSync(folder)
      return
    } catch {
      await delay(20)
    }
  }
}

needs('cgroup')('a cgroup tells processor time, throttling, working set and pressure of what runs in it', async () => {
  const worker = await startWorker()
  const cgroup = await cgroupOf(worker)
  const { sampler, values, of, turns } = sample([target('replica/r1', { pids: [worker.pid], cgroup })])
  const before = await worker.work({})
  await turns(1)
  await worker.work({ holdBytes: 100e6 })
  const after = await worker.work({ burnMs: 200 })
  await sampler.close()

  const sources = new Map(sampler.availability().map(({ signal, source }) => [signal, source]))
  expect(sources.get('cpu_seconds_total')).toBe(isVersion2 ? `${cgroup.cpu}/cpu.stat` : `${cgroup.cpuacct}/cpuacct.usage`)
  expect(sources.get('memory_used_bytes')).toContain(`${cgroup.memory}/memory.`)
  expect(sources.get('disk_read_bytes_total')).toContain(cgroup.io)

  const trueSeconds = (after.cpuMs - before.cpuMs) / 1000
  expect(Math.abs(growth(values('cpu_seconds_total')) / trueSeconds - 1)).toBeLessThan(0.1)
  expect(Math.abs(growth(values('memory_used_bytes')) / 100e6 - 1)).toBeLessThan(0.1)
  expect(growth(values('cpu_throttled_seconds_total'))).toBeGreaterThan(trueSeconds)
  expect(of('memory_limit_bytes')).toMatchObject([{ value: null, reason: 'no memory limit is set' }])
  if (cgroup.pressure && existsSync(`${cgroup.pressure}/memory.pressure`)) {
    expect(growth(values('psi_memory_some_seconds_total'))).toBeGreaterThanOrEqual(0)
    expect(sources.get('psi_cpu_full_seconds_total')).toBe(`${cgroup.pressure}/cpu.pressure`)
  }
})

needs('cgroup')('a cgroup that is taken away is missing once, with the reason', async () => {
  const worker = await startWorker()
  const cgroup = await cgroupOf(worker)
  const { sampler, of, turns } = sample([target('replica/r1', { pids: [worker.pid], cgroup })], { signals: ['cpu_seconds_total'] })
  await turns(1)
  await worker.end()
  await removed((cgroup.cpuacct ?? cgroup.cpu) as string)
  await turns(3)
  await sampler.close()
  const missing = of('cpu_seconds_total').filter(({ value }) => value === null)
  expect(missing).toMatchObject([{ reason: expect.stringMatching(/is gone$/) }])
})
