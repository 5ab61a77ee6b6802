import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { Agent } from 'node:http'
import { type AddressInfo, createServer } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import { realEffects } from '../../src/base/effects.ts'
import { tiny } from '../../src/serving/architecture/tiny.ts'
import { buildModel } from '../../src/serving/index.ts'
import { seededWeights } from '../../src/serving/onnx/weights.ts'
import { type Answer, call, goodBody, inferPath, jsonOf, zeroRequest } from './calling.ts'
import { catalogueModel, forkReplica, isAlive, modelFile, type RunningReplica, startReplica, until } from './replica-process.ts'

const ask = (replica: RunningReplica, agent?: Agent) => call(replica.port, inferPath, { body: goodBody(), ...(agent && { agent }) })

const outcomes = async (replica: RunningReplica) => {
  const text = (await call(replica.metricsPort, '/metrics')).body.toString()
  return Object.fromEntries(
    [...text.matchAll(/inference_requests_total\{.*outcome="(\w+)"\} (\d+)/g)].map(([, name, n]) => [name, Number(n)]),
  )
}

const gone = async ({ pids }: RunningReplica) => until(() => !pids.some(isAlive))

function keepingAlive(maxSockets: number): Agent {
  const agent = new Agent({ keepAlive: true, maxSockets })
  onTestFinished(() => agent.destroy())
  return agent
}

test('a request that finds the queue full is told to come again, and counted', async () => {
  const replica = await startReplica({ queueCapacity: 2 })
  const [, modelPid = 0] = replica.pids
  process.kill(modelPid, 'SIGSTOP')
  const asked = Array.from({ length: 12 }, () => ask(replica))
  const refused: Answer[] = []
  for (const answer of asked) void answer.then((it) => it.status === 429 && refused.push(it))
  // One is in the model's hands and two wait.
  await until(() => refused.length === 9)
  expect(await outcomes(replica)).toMatchObject({ ok: 0, overloaded: 9 })
  process.kill(modelPid, 'SIGCONT')
  const statuses = (await Promise.all(asked)).map(({ status }) => status)
  expect(statuses.filter((status) => status === 200)).toHaveLength(3)
  for (const answer of refused) {
    expect(answer.headers['retry-after']).toBe('1')
    expect(jsonOf(answer)).toEqual({ error: expect.any(String) })
  }
  expect(await outcomes(replica)).toMatchObject({ ok: 3, overloaded: 9 })
})

test('a client that leaves takes its waiting request out of the queue', async () => {
  const replica = await startReplica()
  const [, modelPid = 0] = replica.pids
  process.kill(modelPid, 'SIGSTOP')
  const agent = new Agent({ keepAlive: true })
  const asked = Array.from({ length: 6 }, () => ask(replica, agent).catch(() => null))
  const depth = async () =>
    Number(/^inference_queue_depth\{.*\} (\d+)$/m.exec((await call(replica.metricsPort, '/metrics')).body.toString())?.[1])
  while ((await depth()) < 5) await new Promise((resolve) => setTimeout(resolve, 10))
  agent.destroy()
  while ((await depth()) > 1) await new Promise((resolve) => setTimeout(resolve, 10))
  process.kill(modelPid, 'SIGCONT')
  expect(await Promise.all(asked)).toEqual(Array(6).fill(null))
  expect((await ask(replica)).status).toBe(200)
  expect(await outcomes(replica)).toMatchObject({ ok: 1, cancelled: 6 })
})

describe('draining', () => {
  test.each(['drain', 'SIGTERM'])('on %s under load every request that was sent is answered, then no process is left', async (how) => {
    const replica = await startReplica()
    const agent = keepingAlive(8)
    let isDraining = false
    const before: Answer[] = []
    const faults: unknown[] = []
    const after: string[] = []
    const client = async () => {
      for (;;) {
        const sentWhileDraining = isDraining
        try {
          before.push(await ask(replica, agent))
        } catch (error) {
          if (!sentWhileDraining) faults.push(error)
          after.push(String((error as { code?: string }).code))
          return
        }
      }
    }
    const load = Array.from({ length: 8 }, client)
    await until(() => before.length > 500)
    isDraining = true
    if (how === 'drain') replica.send({ type: 'drain' })
    else replica.child.kill('SIGTERM')
    await Promise.all(load)
    expect(faults).toEqual([])
    expect(after).toHaveLength(8)
    expect(new Set(before.map(({ status }) => status))).toEqual(new Set([200]))
    expect(await replica.ended).toEqual({ code: 0, signal: null })
    await gone(replica)
    expect(replica.log()).toBe('')
  })

  test.each(['kept-alive', 'new'])('requests on %s connections that lay unread when the drain came are answered', async (which) => {
    const replica = await startReplica()
    const agent = keepingAlive(50)
    if (which === 'kept-alive') await Promise.all(Array.from({ length: 50 }, () => ask(replica, agent)))
    replica.child.kill('SIGSTOP')
    replica.send({ type: 'drain' })
    const sent = Array.from({ length: 50 }, () => ask(replica, agent))
    await new Promise((resolve) => setTimeout(resolve, 100))
    replica.child.kill('SIGCONT')
    const answers = await Promise.allSettled(sent)
    expect(answers.map((answer) => (answer.status === 'fulfilled' ? answer.value.status : answer.reason.code))).toEqual(Array(50).fill(200))
    expect(await replica.ended).toEqual({ code: 0, signal: null })
  })

  test('what waits is still answered, new connections are refused, and idle ones do not delay the end', async () => {
    const replica = await startReplica()
    const [, modelPid = 0] = replica.pids
    const agent = keepingAlive(20)
    await Promise.all(Array.from({ length: 20 }, () => ask(replica, agent)))
    process.kill(modelPid, 'SIGSTOP')
    const waiting = Array.from({ length: 10 }, () => ask(replica, agent))
    await new Promise((resolve) => setTimeout(resolve, 100))
    replica.send({ type: 'drain' })
    await new Promise((resolve) => setTimeout(resolve, 200))
    expect(replica.child.exitCode).toBeNull()
    await expect(ask(replica)).rejects.toMatchObject({ code: 'ECONNREFUSED' })
    process.kill(modelPid, 'SIGCONT')
    const answers = await Promise.all(waiting)
    expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(200))
    expect(await replica.ended).toEqual({ code: 0, signal: null })
    await gone(replica)
  })
})

describe('no process is left', () => {
  test('when the server is killed outright, in the middle of an inference too', async () => {
    const replica = await startReplica({ model: await catalogueModel('resnet50') })
    const asked = call(replica.port, '/v2/models/resnet50/infer', zeroRequest(replica.model.inputs)).catch(({ code }) => code)
    await new Promise((resolve) => setTimeout(resolve, 20))
    replica.child.kill('SIGKILL')
    await gone(replica)
    expect(await asked).toBe('ECONNRESET')
  })

  test('when the one who started it is gone', async () => {
    const replica = await startReplica()
    replica.child.disconnect()
    await gone(replica)
    expect(await replica.ended).toEqual({ code: 1, signal: null })
  })

  test('when the model cannot be started again: what waits is answered, and the reason told', async () => {
    const { choice, places, path } = modelFile(tiny(seededWeights(1)))
    const replica = await startReplica({ model: await buildModel(choice, places, realEffects) })
    const agent = keepingAlive(20)
    rmSync(path)
    const [, modelPid = 0] = replica.pids
    process.kill(modelPid, 'SIGSTOP')
    const asked = Array.from({ length: 10 }, () => call(replica.port, '/v2/models/my-model/infer', { body: goodBody(), agent }))
    const originNs = String(process.hrtime.bigint())
    replica.send({ type: 'feed', phase: 0, demand: { kind: 'max' }, seed: 1, originNs, fromMs: 0, untilMs: 60_000 })
    await new Promise((resolve) => setTimeout(resolve, 100))
    process.kill(modelPid, 'SIGKILL')
    const answers = await Promise.all(asked)
    expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(500))
    await replica.ended
    expect(replica.said('failed')).toMatchObject([{ code: 'KD_REPLICA_FAILED', message: /my model\.onnx/ }])
    await gone(replica)
  })
})

test.each(['port', 'metricsPort'] as const)('a %s that another program has is told, and nothing is left running', async (which) => {
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  onTestFinished(() => void other.close())
  const { port } = other.address() as AddressInfo
  const replica = forkReplica(await catalogueModel('tiny'), { [which]: port })
  await replica.ended
  expect(replica.messages).toEqual([
    {
      type: 'failed',
      code: 'KD_PORT_IN_USE',
      message: `port ${port} of 127.0.0.1 is in use`,
      hint: 'choose another port, or 0 for a free one',
    },
  ])
  expect(replica.log()).toBe('')
})
