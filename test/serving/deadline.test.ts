import { connect } from 'node:net'
import { expect, test } from 'vitest'
import { call, goodBody, inferPath, jsonOf, zeroRequest } from './calling.ts'
import { catalogueModel, forkReplica, type RunningReplica, startReplica, until } from './replica-process.ts'

async function countOf({ metricsPort }: RunningReplica, outcome: string): Promise<number> {
  const text = (await call(metricsPort, '/metrics')).body.toString()
  return Number(new RegExp(`outcome="${outcome}"} (\\d+)`).exec(text)?.[1])
}

test('a request that waits beyond the deadline is answered with 504, counted, and takes no inference', async () => {
  const replica = await startReplica({ model: await catalogueModel('resnet50'), deadlineMs: 400 })
  const request = zeroRequest(replica.model.inputs)
  const answers = await Promise.all(Array.from({ length: 30 }, () => call(replica.port, '/v2/models/resnet50/infer', request)))
  const late = answers.filter(({ status }) => status === 504)
  expect(late.length).toBeGreaterThan(0)
  expect(late.length + answers.filter(({ status }) => status === 200).length).toBe(30)
  for (const answer of late) expect(jsonOf(answer)).toEqual({ error: 'there was no answer within 400 ms' })
  expect(await countOf(replica, 'expired')).toBe(late.length)
  for (let status = 0; status !== 200; ) ({ status } = await call(replica.port, '/v2/models/resnet50/infer', request))
})

test('a request sets itself a shorter deadline by a header or by the parameter `timeout`, and a wrong one is told', async () => {
  const replica = await startReplica({ model: await catalogueModel('resnet50') })
  const infer = (more: object) => call(replica.port, '/v2/models/resnet50/infer', { ...zeroRequest(replica.model.inputs), ...more })
  const { headers } = zeroRequest(replica.model.inputs)
  const answer = await infer({ headers: { ...headers, 'x-deadline-ms': '2' } })
  expect([408, 504]).toContain(answer.status)
  expect(await countOf(replica, 'expired')).toBe(1)
  for (const wrong of ['soon', '0', '-5', '1e12']) {
    expect((await infer({ headers: { ...headers, 'x-deadline-ms': wrong } })).status).toBe(400)
  }
  const tiny = await startReplica()
  expect((await call(tiny.port, inferPath, { body: goodBody({ parameters: { timeout: 10_000_000 } }) })).status).toBe(200)
  const refused = await call(tiny.port, inferPath, { body: goodBody({ parameters: { timeout: 'soon' } }) })
  expect(refused).toMatchObject({ status: 400 })
  expect(jsonOf(refused).error).toMatch(/timeout must be a number of microseconds/)
})

test('a body that does not come within the deadline is answered with 408 and its connection closed', async () => {
  const replica = await startReplica({ deadlineMs: 200 })
  const socket = connect(replica.port, '127.0.0.1')
  let heard = ''
  let isClosed = false
  socket.on('data', (bytes) => {
    heard += bytes
  })
  socket.on('close', () => {
    isClosed = true
  })
  const half = goodBody().slice(0, 20)
  socket.write(`POST ${inferPath} HTTP/1.1\r\nhost: x\r\ncontent-length: ${goodBody().length}\r\n\r\n${half}`)
  await until(() => isClosed)
  expect(heard).toMatch(/^HTTP\/1\.1 408 /)
  expect(heard).toContain('{"error":"the body was not there within 200 ms"}')
  expect(await countOf(replica, 'expired')).toBe(1)
  expect((await call(replica.port, inferPath, { body: goodBody() })).status).toBe(200)
})

test('a client that shuts its half of the connection behind its request is taken to have left, and counted', async () => {
  const replica = await startReplica({ model: await catalogueModel('resnet50') })
  const { headers, body } = zeroRequest(replica.model.inputs)
  const head = Object.entries({ host: 'x', 'content-length': body.length, ...headers }).map(([name, value]) => `${name}: ${value}\r\n`)
  const socket = connect({ port: replica.port, host: '127.0.0.1', allowHalfOpen: true })
  let isClosed = false
  socket.resume().on('end', () => socket.destroy())
  socket.on('close', () => {
    isClosed = true
  })
  socket.write(`POST /v2/models/resnet50/infer HTTP/1.1\r\n${head.join('')}\r\n`)
  socket.end(body)
  await until(() => isClosed)
  expect((await countOf(replica, 'cancelled')) + (await countOf(replica, 'ok'))).toBe(1)
  expect((await call(replica.port, '/v2/models/resnet50/infer', { headers, body })).status).toBe(200)
})

test('a device that is not there is told, with what it takes', async () => {
  const replica = forkReplica(await catalogueModel('tiny'), { device: 'cuda' })
  await until(() => replica.messages.length > 0)
  expect(replica.messages[0]).toMatchObject({
    type: 'failed',
    code: 'KD_ENVIRONMENT',
    message: expect.stringMatching(/cannot run on cuda/),
    hint: expect.stringMatching(/NVIDIA driver/),
  })
})
