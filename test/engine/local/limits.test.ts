import { readFileSync } from 'node:fs'
import { afterEach, expect } from 'vitest'
import { realEffects } from '../../../src/base/effects.ts'
import { type Deployment, localEngine, type Replica } from '../../../src/engine/index.ts'
import { needs } from '../../services/service.ts'
import { behaving, deployRequest, experiment, plainReplica, until } from '../deploying.ts'
import { traceOf } from '../trace.ts'

const never = new AbortController().signal
const engine = localEngine(realEffects, { replicaModule: plainReplica })
const closing: (() => Promise<void>)[] = []

async function deploy(parts: Parameters<typeof deployRequest>[0]) {
  const kept = deployRequest(parts)
  let deployment: Deployment | null = null
  closing.push(async () => {
    await deployment?.close()
    kept.forgetLogs()
    expect(traceOf(kept.request.runId)).toEqual([])
  })
  deployment = await engine.deploy(kept.request, never)
  return { ...kept, deployment }
}

afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

/** CPU seconds that a replica's cgroup used so far. */
function cpuSeconds({ cgroup }: Replica): number {
  if (cgroup?.version === 1) return Number(readFileSync(`${cgroup.cpuacct}/cpuacct.usage`, 'utf8')) / 1e9
  return Number(/usage_usec (\d+)/.exec(readFileSync(`${cgroup?.cpuacct}/cpu.stat`, 'utf8'))?.[1]) / 1e6
}

needs('cgroup')('a replica that burns all it can stays within its CPU limit', async () => {
  const { ready } = await deploy({ model: behaving('burn'), experiment: experiment({ cpuMillicores: 200 }) })
  const [replica] = ready as [Replica]
  const from = { cpu: cpuSeconds(replica), ms: performance.now() }
  await new Promise((resolve) => setTimeout(resolve, 2000))
  const cores = ((cpuSeconds(replica) - from.cpu) / (performance.now() - from.ms)) * 1000
  expect(cores).toBeLessThan(0.25)
  expect(cores).toBeGreaterThan(0.05)
})

needs('cgroup')('a replica that outgrows its memory limit dies of it, is explained and replaced', async () => {
  const memoryBytes = 160 * 2 ** 20
  const { ready, deaths } = await deploy({ model: behaving('eat'), experiment: experiment({ memoryBytes }) })
  await until(() => ready.length >= 2)
  expect(deaths()[0]).toBe('out of memory: killed by the kernel at its limit of 160 MiB')
})

needs('cgroup')('every folder that a replica is said to have is there and holds all of its processes', async () => {
  const { ready } = await deploy({ replicas: 2, experiment: experiment({}, { cpuMillicores: 500 }) })
  for (const { cgroup, pids } of ready) {
    const { version, ...folders } = cgroup ?? { version: null }
    expect(version).not.toBeNull()
    for (const folder of Object.values(folders)) {
      if (folder)
        expect(readFileSync(`${folder}/cgroup.procs`, 'utf8').trim().split('\n').map(Number)).toEqual(expect.arrayContaining([...pids]))
    }
  }
})

needs('cgroup')('limits that were set and read back are facts, and one that the kernel refuses is told with the reason', async () => {
  expect(await engine.facts(experiment({ cpuMillicores: 1500, memoryBytes: 2 ** 28 }))).toEqual({
    description: expect.stringMatching(/^local processes, cgroup v[12] with(out)? PSI$/),
    limits: [
      { limit: 'cpu', wanted: 1500, enforced: true, reason: null },
      { limit: 'memory', wanted: 2 ** 28, enforced: true, reason: null },
    ],
  })
  expect((await engine.facts(experiment({ cpuMillicores: 5 }))).limits).toEqual([
    { limit: 'cpu', wanted: 5, enforced: false, reason: expect.stringContaining('the kernel refused the cpu limit') },
  ])
  expect((await engine.facts(experiment())).limits).toEqual([])
})
