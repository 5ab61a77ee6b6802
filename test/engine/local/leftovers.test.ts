import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync } from 'node:fs'
import { afterEach, expect, test } from 'vitest'
import { realEffects } from '../../../src/base/effects.ts'
import { identify } from '../../../src/base/process-identity.ts'
import { findLeftovers, localEngine, removeLeftovers } from '../../../src/engine/index.ts'
import { findCgroupPlace } from '../../../src/engine/local/cgroup-place.ts'
import { marksInListing } from '../../../src/engine/local/leftovers.ts'
import { cgroupName, markText, markVariable, ownMark, type RunMark } from '../../../src/engine/local/run-mark.ts'
import { needs } from '../../services/service.ts'
import { deployRequest, plainReplica } from '../deploying.ts'

const ended: (() => void)[] = []
afterEach(() => {
  for (const end of ended.splice(0)) end()
})

/** The mark of a run whose conductor lived and is gone. */
async function abandoned(runId: string): Promise<RunMark> {
  const conductor = spawn('sleep', ['60'])
  const identity = identify(Number(conductor.pid), realEffects)
  const exit = once(conductor, 'exit')
  conductor.kill('SIGKILL')
  await exit
  if (!identity) throw new Error('it had no identity')
  return { runId, conductor: identity }
}

function sleeperOf(mark: RunMark): number {
  const child = spawn('sleep', ['60'], { env: { PATH: process.env.PATH, [markVariable]: markText(mark) }, stdio: 'ignore' })
  ended.push(() => child.kill('SIGKILL'))
  return Number(child.pid)
}

test('processes of a dead conductor are found and ended; those of a living one are not touched', async () => {
  const runId = `left${process.pid}`
  const orphan = sleeperOf(await abandoned(runId))
  const living = sleeperOf(ownMark(`alive${process.pid}`, realEffects))
  const { request, deployment, forgetLogs } = await deployed()
  const found = findLeftovers(realEffects)
  expect(found.filter((leftover) => leftover.runId === runId)).toEqual([{ kind: 'process', runId, process: identify(orphan, realEffects) }])
  expect(found.filter((leftover) => [request.runId, `alive${process.pid}`].includes(leftover.runId))).toEqual([])
  const own = found.filter((leftover) => leftover.runId === runId)
  expect(await removeLeftovers(realEffects, own)).toEqual([{ leftover: own[0], removed: true, reason: null }])
  expect(identify(orphan, realEffects)).toBeNull()
  expect(identify(living, realEffects)).not.toBeNull()
  expect(deployment.replicas()).toHaveLength(1)
  await deployment.close()
  forgetLogs()
})

needs('cgroup')('cgroups of a dead conductor are found and removed with the processes in them', async () => {
  const mark = await abandoned(`left${process.pid}-cgroup`)
  const { place } = findCgroupPlace(realEffects)
  const folder = `${place?.cpu}/${cgroupName(mark)}`
  mkdirSync(`${folder}/r1`, { recursive: true })
  const child = spawn('sh', ['-c', 'echo $$ > "$1"; exec sleep 60', 'sh', `${folder}/r1/cgroup.procs`], { stdio: 'ignore' })
  const exit = once(child, 'exit')
  const found = findLeftovers(realEffects).filter(({ runId }) => runId === mark.runId)
  expect(found).toEqual([{ kind: 'cgroup', runId: mark.runId, folder }])
  await new Promise((resolve) => setTimeout(resolve, 200))
  expect(await removeLeftovers(realEffects, found)).toEqual([{ leftover: found[0], removed: true, reason: null }])
  expect(await exit).toEqual([null, 'SIGKILL'])
  expect(existsSync(folder)).toBe(false)
})

test.runIf(existsSync('/proc'))('where there is no /proc, marks are read from the environments that ps lists', async () => {
  const mark = ownMark(`listed${process.pid}`, realEffects)
  const pid = sleeperOf(mark)
  const listing = execFileSync('ps', ['axeww', '-o', 'pid=,args='], { encoding: 'utf8' })
  expect(marksInListing(listing).filter((found) => found.mark === markText(mark))).toEqual([{ pid, mark: markText(mark) }])
})

async function deployed() {
  const kept = deployRequest()
  const deployment = await localEngine(realEffects, { replicaModule: plainReplica }).deploy(kept.request, new AbortController().signal)
  return { ...kept, deployment }
}
