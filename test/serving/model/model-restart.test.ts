import { expect, test } from 'vitest'
import { call, jsonOf, zeroRequest } from '../calling.ts'
import { catalogueModel, isAlive, startReplica, until } from '../replica-process.ts'

test('requests in a model process that is killed hear of it, those behind them are answered by its successor', async () => {
  const replica = await startReplica({ model: await catalogueModel('resnet50') })
  const [serverPid, modelPid = 0] = replica.pids
  const request = zeroRequest(replica.model.inputs)
  const infer = () => call(replica.port, '/v2/models/resnet50/infer', request)
  const ready = async () => (await call(replica.port, '/v2/health/ready')).status
  expect((await infer()).status).toBe(200)

  const asked = Array.from({ length: 6 }, infer)
  await new Promise((resolve) => setTimeout(resolve, 30))
  process.kill(modelPid, 'SIGKILL')
  await until(() => !isAlive(modelPid))
  const answers = await Promise.all(asked)
  const failed = answers.filter(({ status }) => status === 500)
  expect(failed.length).toBeGreaterThanOrEqual(1)
  expect(failed.length).toBeLessThanOrEqual(2)
  for (const answer of failed) expect(jsonOf(answer)).toEqual({ error: 'the model process ended with SIGKILL' })
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(6 - failed.length)

  await until(() => replica.said('model-restarted').length === 1)
  const [{ reason, pids } = { reason: '', pids: [] }] = replica.said('model-restarted')
  expect(reason).toBe('the model process ended with SIGKILL')
  expect(pids).toEqual([serverPid, expect.any(Number)])
  expect(pids[1]).not.toBe(modelPid)
  expect(pids.every(isAlive)).toBe(true)
  expect(await ready()).toBe(200)
  const metrics = (await call(replica.metricsPort, '/metrics')).body.toString()
  expect(metrics).toContain('inference_model_restarts_total{app="tested"} 1\n')
  expect(metrics).toContain(`outcome="failed"} ${failed.length}\n`)
  expect(replica.log()).toBe('')
})

test('while a model is loading again the replica is alive but not ready, and a third life is as good as the second', async () => {
  const replica = await startReplica()
  const status = async (path: string) => (await call(replica.port, path)).status
  for (let life = 1; life <= 2; life++) {
    const pid = replica.said('model-restarted').at(-1)?.pids[1] ?? replica.pids[1] ?? 0
    process.kill(pid, 'SIGKILL')
    const seen = new Set<number>()
    while (replica.said('model-restarted').length < life) {
      seen.add(await status('/v2/models/tiny/ready'))
      expect(await status('/v2/health/live')).toBe(200)
    }
    expect(seen).toContain(503)
    expect(await status('/v2/models/tiny/ready')).toBe(200)
  }
})
