import { expect, test } from 'vitest'
import { type LoadInput, prepareRequests } from '../../src/load/index.ts'
import { clients, constant, drive, phase, tally } from '../load/driving.ts'
import { call } from './calling.ts'
import { startReplica } from './replica-process.ts'

test.each(['json', 'binary'] as const)('the load driver is answered in %s, open and closed, and told every stage', async (encoding) => {
  const replica = await startReplica()
  const { handle, rows } = await drive({
    model: 'tiny',
    endpoints: [{ replica: 'r1', host: '127.0.0.1', port: replica.port }],
    phases: [phase(1000, constant(200), 'open'), phase(500, clients(4), 'closed')],
    load: { encoding },
    inputs: replica.model.inputs as LoadInput[],
  })
  const outcome = await handle.done
  expect(outcome).toMatchObject({ complete: true, intended: rows.length, sent: rows.length })
  expect(tally(rows)).toEqual({ ok: rows.length })
  expect(rows.filter((row) => row.phase === 0)).toHaveLength(200)
  for (const { stages, sentMs, endMs, status } of rows) {
    expect(status).toBe(200)
    expect(stages).toHaveLength(4)
    expect(Math.min(...stages)).toBeGreaterThanOrEqual(0)
    // Stages are told to a microsecond, each rounded for itself.
    expect(stages.reduce((sum, ms) => sum + ms)).toBeLessThanOrEqual(endMs - sentMs + 0.002)
  }
  const metrics = (await call(replica.metricsPort, '/metrics')).body.toString()
  expect(metrics).toContain(`outcome="ok"} ${rows.length}\n`)
})

test('tensors that are compressed are answered like plain ones', async () => {
  const replica = await startReplica()
  const inputs = replica.model.inputs as LoadInput[]
  const request = (encoding: 'json' | 'binary') => {
    return { name: encoding, path: null, body: { kind: 'tensors' as const, encoding }, contentType: null, gzip: true }
  }
  const mix = [
    { request: 'json', weight: 1 },
    { request: 'binary', weight: 1 },
  ]
  const phases = [{ ...phase(500, constant(200)), mix }]
  const load = { encoding: 'json' as const, phases, requests: [request('json'), request('binary')] }
  const requests = await prepareRequests({ load, target: { model: 'tiny', inputs }, seed: 1 })
  const { handle, rows } = await drive({ endpoints: [{ replica: 'r1', host: '127.0.0.1', port: replica.port }], phases, requests })
  await handle.done
  expect(tally(rows)).toEqual({ ok: 100 })
  expect(new Set(rows.map(({ request }) => request))).toEqual(new Set([0, 1]))
})
