import { createServer } from 'node:net'
import { expect, test } from 'vitest'
import type { Outcome } from '../../../src/dataset/index.ts'
import { clients, constant, drive, phase, tally, target } from '../driving.ts'

const short = [phase(200, constant(100))]
const load = { timeoutMs: 1500 }

const endings: [model: string, outcome: Outcome, status: number][] = [
  ['good', 'ok', 200],
  ['binary', 'ok', 200],
  ['closing', 'ok', 200],
  ['failing', 'http_error', 500],
  ['overloaded', 'http_error', 429],
  ['wordy', 'bad_answer', 200],
  ['empty', 'bad_answer', 200],
  ['truncated', 'bad_answer', 200],
  ['garbage', 'bad_answer', 0],
  ['reset-at-once', 'reset', 0],
  ['reset-mid-body', 'reset', 200],
  ['silent', 'timeout', 0],
]

test.each(endings)(
  'a server that is %s makes every request end as %s, and clients of a closed loop go on',
  async (model, outcome, status) => {
    const server = await target()
    const phases = [...short, phase(200, clients(3), 'closed')]
    const { handle, rows } = await drive({ model, endpoints: [server.endpoint], phases, load })
    const { intended } = await handle.done
    expect(tally(rows)).toEqual({ [outcome]: intended })
    expect(rows.filter((row) => row.phase === 0)).toHaveLength(20)
    for (const row of rows) {
      expect(row).toMatchObject({ status, replica: 'r1' })
      expect(Number.isNaN(row.firstByteMs)).toBe(status === 0)
      if (outcome === 'timeout') expect(row.endMs - row.intendedMs).toBeGreaterThanOrEqual(load.timeoutMs)
    }
    for (let atMs = 200.5; atMs < 399; atMs += 3) {
      expect(rows.filter((row) => row.phase === 1 && row.intendedMs <= atMs && atMs < row.endMs)).toHaveLength(3)
    }
    expect((await server.stats()).requests).toBe(intended)
  },
)

test('a port on which nobody listens refuses, and no byte counts as sent', async () => {
  const listener = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => listener.once('listening', resolve))
  const { port } = listener.address() as { port: number }
  await new Promise((resolve) => listener.close(resolve))
  const { handle, rows } = await drive({ endpoints: [{ replica: 'r1', host: '127.0.0.1', port }], phases: short, load })
  await handle.done
  expect(tally(rows)).toEqual({ refused: 20 })
  for (const row of rows) expect(row).toMatchObject({ replica: 'r1', status: 0, sentBytes: 0, receivedBytes: 0 })
})

test('a connection that the server had closed while it was idle is tried once more over a new one, and counted', async () => {
  const server = await target()
  const { handle, rows } = await drive({ model: 'stale', endpoints: [server.endpoint], phases: [phase(300, clients(1))], load })
  const { intended, reusedSocketRetries } = await handle.done
  expect(tally(rows)).toEqual({ ok: intended })
  expect(reusedSocketRetries).toBeGreaterThan(0)
  expect((await server.stats()).requests).toBe(intended + reusedSocketRetries)
})

test('the binary form of a request arrives as it was made', async () => {
  const server = await target()
  const inputs = [{ name: 'x', datatype: 'FP32' as const, shape: [2, 3] }]
  const { handle } = await drive({
    model: 'binary',
    endpoints: [server.endpoint],
    phases: short,
    inputs,
    load: { encoding: 'binary' },
  })
  await handle.done
  const { headers, bodies } = await server.stats()
  const body = Buffer.from(bodies[0] as string, 'base64')
  const headLength = Number(headers['inference-header-content-length'])
  expect(headers['content-type']).toBe('application/octet-stream')
  expect(JSON.parse(body.toString('utf8', 0, headLength))).toEqual({
    inputs: [{ name: 'x', datatype: 'FP32', shape: [2, 3], parameters: { binary_data_size: 24 } }],
    parameters: { binary_data_output: true },
  })
  expect(body.length).toBe(headLength + 24)
})

test('a body that is too large to be kept in one piece with its head arrives whole', async () => {
  const server = await target()
  const { handle, rows } = await drive({
    model: 'binary',
    endpoints: [server.endpoint],
    phases: [phase(200, constant(20))],
    inputs: [{ name: 'x', datatype: 'FP32', shape: [1, 3, 224, 224] }],
    load: { encoding: 'binary' },
  })
  await handle.done
  expect(tally(rows)).toEqual({ ok: 4 })
  const { headers, bodies } = await server.stats()
  for (const body of bodies) expect(Buffer.from(body, 'base64').length).toBe(Number(headers['inference-header-content-length']) + 602_112)
})
