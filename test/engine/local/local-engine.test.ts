import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { get } from 'node:http'
import { afterEach, expect, test } from 'vitest'
import { realEffects } from '../../../src/base/effects.ts'
import { identify } from '../../../src/base/process-identity.ts'
import { type Deployment, type DeployRequest, localEngine } from '../../../src/engine/index.ts'
import { behaving, deployRequest, plainReplica, until } from '../deploying.ts'
import { traceOf } from '../trace.ts'

const never = new AbortController().signal
/** Waits are a tenth as long, but for those that pace system calls. */
const hasty = {
  ...realEffects,
  clock: { ...realEffects.clock, sleep: (ms: number, signal: AbortSignal) => realEffects.clock.sleep(ms / 10, signal) },
}
const open: { deployment: Deployment | null; runId: string; forgetLogs(): void }[] = []

async function deploy(parts: Partial<DeployRequest> = {}, { effects = realEffects, readyTimeoutMs = 60_000 } = {}, signal = never) {
  const kept = deployRequest(parts)
  const entry = { deployment: null as Deployment | null, runId: kept.request.runId, forgetLogs: kept.forgetLogs }
  open.push(entry)
  const engine = localEngine(effects, { replicaModule: plainReplica, readyTimeoutMs })
  const deploying = engine.deploy(kept.request, signal).then((deployment) => {
    entry.deployment = deployment
    return deployment
  })
  return { ...kept, deploying }
}

afterEach(async () => {
  for (const { deployment, runId, forgetLogs } of open.splice(0)) {
    await deployment?.close()
    forgetLogs()
    expect(traceOf(runId)).toEqual([])
  }
})

/** Asks a replica over a connection of its own; `onConnect` is told once the replica's machine has taken that. */
function ask(port: number, onConnect = () => {}): Promise<number> {
  return new Promise((resolve, reject) => {
    const request = get({ port, host: '127.0.0.1', agent: false }, async (response) => {
      response.resume()
      await once(response, 'end')
      resolve(Number(response.statusCode))
    })
    request.on('error', reject).once('socket', (socket) => socket.once('connect', onConnect))
  })
}

test('replicas are ready before deploying is over, and gone with their children after closing', async () => {
  const { deploying, types, ready } = await deploy({ replicas: 3 })
  const deployment = await deploying
  expect(deployment.replicas().map(({ id, state }) => `${id} ${state}`)).toEqual(['r1 ready', 'r2 ready', 'r3 ready'])
  expect(ready).toHaveLength(3)
  expect(await Promise.all(ready.map(({ port }) => ask(port)))).toEqual([200, 200, 200])
  for (const { pids } of ready) expect(pids).toHaveLength(2)
  await Promise.all([deployment.close(), deployment.close()])
  expect(deployment.replicas()).toEqual([])
  expect(types().filter((type) => type.startsWith('replica.stopped'))).toHaveLength(3)
})

test.runIf(existsSync('/proc'))(
  'a replica is out of reach of the terminal, and inherits no setting that would change its threads',
  async () => {
    const environment = { ...process.env, OMP_NUM_THREADS: '7', NODE_OPTIONS: '--max-old-space-size=50', SECRET: 'kept' }
    const { deploying, ready } = await deploy({}, { effects: { ...realEffects, environment } })
    await deploying
    const pid = String(ready[0]?.pids[0])
    const session = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ')[1]?.split(' ')[3]
    expect(session).toBe(pid)
    const names = readFileSync(`/proc/${pid}/environ`, 'latin1')
      .split('\0')
      .map((entry) => entry.split('=')[0])
    expect(names).toContain('KUBEDYNO_RUN')
    expect(names).toContain('PATH')
    for (const name of ['OMP_NUM_THREADS', 'NODE_OPTIONS', 'SECRET']) expect(names).not.toContain(name)
  },
)

test('scaling down drains the newest first, and accepted requests are answered', async () => {
  const asked: Promise<number>[] = []
  const { deploying, ready, types } = await deploy({
    replicas: 3,
    async beforeStop(replica) {
      const port = ready.find(({ id }) => id === replica)?.port ?? 0
      const connected = Array.from({ length: 20 }, () => new Promise<void>((onConnect) => asked.push(ask(port, onConnect))))
      await Promise.all(connected)
      await new Promise((resolve) => setTimeout(resolve, 25))
    },
  })
  const deployment = await deploying
  expect(await deployment.scaleTo(1, never)).toBe(true)
  expect(await Promise.all(asked)).toEqual(Array(40).fill(200))
  expect(types().filter((type) => type.startsWith('replica.draining'))).toEqual(['replica.draining r3', 'replica.draining r2'])
  expect(deployment.replicas().map(({ id }) => id)).toEqual(['r1'])
  expect(await deployment.scaleTo(0, never)).toBe(true)
  expect(await deployment.scaleTo(1, never)).toBe(true)
  expect(deployment.replicas().map(({ id }) => id)).toEqual(['r4'])
})

test('a later scaling takes over from an earlier one', async () => {
  const { deploying } = await deploy({ replicas: 1 })
  const deployment = await deploying
  const calls = [4, 0, 3, 2].map((replicas) => deployment.scaleTo(replicas, never))
  expect(await Promise.all(calls)).toEqual([false, false, false, true])
  expect(deployment.replicas()).toHaveLength(2)
})

test('a scaling that is called off throws the reason, and closing still works', async () => {
  const { deploying } = await deploy({ replicas: 1 })
  const deployment = await deploying
  const off = new AbortController()
  const scaling = deployment.scaleTo(5, off.signal)
  off.abort(new Error('enough'))
  await expect(scaling).rejects.toThrow('enough')
})

test('a replica that dies is replaced, told of, and its children end too', async () => {
  const { deploying, ready, gone, events, deaths } = await deploy({ replicas: 2 }, { effects: hasty })
  const deployment = await deploying
  const victim = ready[0]
  process.kill(Number(victim?.pids[0]), 'SIGKILL')
  await until(() => ready.length === 3 && deployment.replicas().length === 2)
  expect(gone).toEqual([victim?.id])
  expect(deaths()).toEqual(['killed by SIGKILL'])
  expect(events).toContainEqual({ type: 'replica.restarted', replica: 'r3', replaces: victim?.id })
  expect(deployment.replicas().map(({ id }) => id)).not.toContain(victim?.id)
  expect(victim?.pids.map((pid) => identify(pid, realEffects))).toEqual([null, null])
})

test('a replica that keeps dying young is restarted again and again, with its exit code as the reason', async () => {
  const { deploying, deaths } = await deploy({ model: behaving('die-after:20') }, { effects: hasty })
  await deploying
  await until(() => deaths().length >= 3)
  expect(new Set(deaths())).toEqual(new Set(['exited with code 3']))
})

test('more than five deaths in a row before readiness fail the deployment, with the log, and leave nothing', async () => {
  const { deploying, deaths } = await deploy({ model: behaving('crash'), replicas: 1 }, { effects: hasty })
  await expect(deploying).rejects.toMatchObject({
    code: 'KD_REPLICA_FAILED',
    message: expect.stringMatching(/^6 replicas in a row .* exited with code 7; the end of its log:\n {2}behaves crash$/),
  })
  expect(deaths()).toHaveLength(6)
})

test('a replica that is not ready in time fails the deployment at once', async () => {
  const { deploying } = await deploy({ model: behaving('silent'), replicas: 2 }, { readyTimeoutMs: 5000 })
  await expect(deploying).rejects.toMatchObject({
    code: 'KD_REPLICA_FAILED',
    message: expect.stringContaining('was not ready within 5s; the end of its log:\n  behaves silent'),
  })
})

test('a model that cannot be served fails the deployment at once, in the words of the replica', async () => {
  const { deploying, deaths } = await deploy({ model: behaving('bad-model') })
  await expect(deploying).rejects.toMatchObject({
    code: 'KD_MODEL_INVALID',
    message: expect.stringContaining('the file is no model'),
    hint: 'give another one',
  })
  expect(deaths()).toEqual(['the file is no model'])
})

test('a deployment that is called off leaves nothing', async () => {
  const off = new AbortController()
  const { deploying, types } = await deploy({ replicas: 4 }, {}, off.signal)
  await until(() => types().includes('replica.starting r1'))
  off.abort(new Error('stop it'))
  await expect(deploying).rejects.toThrow('stop it')
})

test('when nobody can be told of a ready replica, it does not live on unseen', async () => {
  const { deploying, deaths } = await deploy(
    {
      onReady() {
        throw new Error('not listening')
      },
    },
    { effects: hasty },
  )
  await expect(deploying).rejects.toThrow('not listening')
  expect(deaths()).toContain('not listening')
})

test('a replica that does not drain is killed after a while, with a warning', async () => {
  const slow = { ...realEffects, clock: { ...realEffects.clock, sleep: shorten(35_000, 300) } }
  const { deploying, events } = await deploy({ model: behaving('stubborn') }, { effects: slow })
  const deployment = await deploying
  await deployment.scaleTo(0, never)
  expect(events).toContainEqual({ type: 'warning', message: 'r1 was still busy 35s after it was told to drain, and was killed' })
  expect(events.at(-1)).toEqual({ type: 'replica.stopped', replica: 'r1' })
})

test('replicas feed themselves, also one that joins inside the window and one that dies in it, each with its own seed', async () => {
  const { deploying, fed, ready } = await deploy({ replicas: 2 }, { effects: hasty })
  const deployment = await deploying
  const originNs = process.hrtime.bigint()
  deployment.feed(3, { kind: 'max' }, { originNs, fromMs: 0, untilMs: 3000, seed: 42 })
  process.kill(Number(ready[0]?.pids[0]), 'SIGKILL')
  await until(() => ready.length === 3)
  await deployment.fedOut()
  expect(fed.map(({ replica, phase }) => `${replica} ${phase}`).sort()).toEqual([`${ready[1]?.id} 3`, 'r3 3'].sort())
  expect(new Set(fed.map(({ seed }) => seed)).size).toBe(2)
})

function shorten(ofMs: number, toMs: number) {
  return (ms: number, signal: AbortSignal) => realEffects.clock.sleep(ms === ofMs ? toMs : ms, signal)
}
