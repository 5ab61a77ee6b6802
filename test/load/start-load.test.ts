import { expect, test } from 'vitest'
import { realClock } from '../../src/base/effects.ts'
import { originAfter } from '../../src/base/origin.ts'
import { quantileOfSorted } from '../../src/base/quantile.ts'
import type { LoadProgress } from '../../src/dataset/index.ts'
import { startLoad } from '../../src/load/index.ts'
import { clients, constant, drive, phase, type Row, tally, target } from './driving.ts'

const latencies = (rows: Row[], since: 'intendedMs' | 'sentMs') => rows.map((row) => row.endMs - row[since]).sort((a, b) => a - b)

test('every request of an open loop has its four instants in order and its stages, and phases are told at their edges', async () => {
  const server = await target()
  const phases = [phase(500, constant(100), 'warm'), phase(1000, { kind: 'rate', arrivals: 'poisson', ratePerSecond: 100 })]
  const { handle, rows, edges, progress, record } = await drive({ endpoints: [server.endpoint], phases })
  const outcome = await handle.done
  expect(edges).toEqual(['warm started', 'warm ended', 'main started', 'main ended'])
  expect(tally(rows)).toEqual({ ok: outcome.intended })
  expect(outcome).toMatchObject({ complete: true, sent: outcome.intended, poolWaits: 0, reusedSocketRetries: 0 })
  expect(rows.map(({ id }) => id).sort((a, b) => a - b)).toEqual(Array.from(rows, (_, index) => index))
  for (const row of rows) {
    expect(row.sentMs).toBeGreaterThanOrEqual(row.intendedMs)
    expect(row.firstByteMs).toBeGreaterThan(row.sentMs)
    expect(row.endMs).toBeGreaterThanOrEqual(row.firstByteMs)
    expect(row).toMatchObject({ replica: 'r1', status: 200, stages: [0.5, 1.25, 10, 0.25], phase: row.intendedMs < 500 ? 0 : 1 })
    expect([row.sentBytes, row.receivedBytes].every((bytes) => bytes > 50)).toBe(true)
  }
  expect(rows.filter((row) => row.phase === 0)).toHaveLength(50)
  expect(progress).toHaveLength(1)
  const [second] = progress as [LoadProgress]
  expect(second).toMatchObject({ phase: 'main', failed: 0, inFlight: second.sent - second.ended })
  expect(second.latencyP95Ms).toBeGreaterThanOrEqual(second.latencyP50Ms as number)
  expect(record.finish(outcome)).toMatchObject({ complete: true, intended: rows.length, outcomes: { ok: rows.length } })
  expect(outcome.cpuMs).toBeGreaterThan(0)
  expect(handle.threadIds).toHaveLength(process.platform === 'linux' ? 1 : 0)
  const seen = await server.stats()
  expect(seen.requests).toBe(rows.length)
  expect(new Set(seen.bodies).size).toBe(8)
})

test('a driver that comes late sends what is overdue at once and counts it late, dropping and moving nothing', async () => {
  const server = await target()
  const { handle, rows } = await drive({ endpoints: [server.endpoint], phases: [phase(2000, constant(100))], leadMs: -1000 })
  const outcome = await handle.done
  expect(tally(rows)).toEqual({ ok: 200 })
  expect(outcome).toMatchObject({ complete: true, intended: 200, sent: 200 })
  expect(rows.map(({ intendedMs }) => intendedMs).sort((a, b) => a - b)).toEqual(Array.from(rows, (_, index) => index * 10))
  for (const row of rows) if (row.intendedMs < 900) expect(row.sentMs).toBeGreaterThan(1000)
})

test('a freeze of 1 s shows in full when counted from the intended instant, however small the pool', async () => {
  const server = await target()
  const { handle, rows, origin, at } = await drive({
    endpoints: [server.endpoint],
    phases: [phase(1000, constant(200), 'warm'), phase(3000, constant(200))],
    load: { connectionsPerReplica: 20 },
  })
  await at(2000)
  const frozenMs = await server.freeze(1000)
  const outcome = await handle.done
  expect(tally(rows)).toEqual({ ok: 800 })
  expect(outcome.poolWaits).toBeGreaterThan(150)

  const { answeredAtMs } = await server.stats()
  const originMs = Number(origin.monotonicNs) / 1e6
  const byServer = answeredAtMs.map((atMs, index) => atMs - originMs - index * 5).slice(200)
  byServer.sort((a, b) => a - b)
  const counted = rows.filter((row) => row.phase === 1)
  for (const p of [0.9, 0.99]) {
    const closedFormMs = frozenMs - (1 - p) * 3000
    const reportedMs = quantileOfSorted(latencies(counted, 'intendedMs'), p) as number
    expect(reportedMs / closedFormMs).toBeGreaterThan(0.9)
    expect(Math.abs(reportedMs / (quantileOfSorted(byServer, p) as number) - 1)).toBeLessThan(0.1)
  }
  expect(quantileOfSorted(latencies(counted, 'sentMs'), 0.9)).toBeLessThan(frozenMs / 2)
})

test('a closed loop keeps exactly as many requests under way as it has clients', async () => {
  const server = await target()
  const { handle, rows } = await drive({ model: 'slow', endpoints: [server.endpoint], phases: [phase(1500, clients(5))] })
  const outcome = await handle.done
  expect(tally(rows)).toEqual({ ok: outcome.intended })
  for (let atMs = 0.5; atMs < 1500; atMs += 7) {
    expect(rows.filter(({ intendedMs, endMs }) => intendedMs <= atMs && atMs < endMs)).toHaveLength(5)
  }
  const seen = await server.stats()
  expect(seen.openMax).toBe(5)
  expect(seen.connections).toBeLessThanOrEqual(10)
  expect(outcome.poolWaits).toBe(0)
})

test('stopping in the middle cancels what is due but unsent, lets the rest end and makes no rows of what was never due', async () => {
  const server = await target()
  const { handle, rows, edges, at } = await drive({
    model: 'slow',
    endpoints: [server.endpoint],
    phases: [phase(60_000, constant(100)), phase(60_000, constant(1), 'never')],
    load: { connectionsPerReplica: 1 },
  })
  await at(1000)
  handle.stop()
  const outcome = await handle.done
  expect(outcome.complete).toBe(false)
  expect(edges).toEqual(['main started', 'main ended'])
  expect(rows).toHaveLength(outcome.intended)
  expect(outcome.intended).toBeGreaterThanOrEqual(100)
  expect(outcome.intended).toBeLessThan(1000)
  const { ok = 0, cancelled = 0 } = tally(rows)
  expect(ok + cancelled).toBe(outcome.intended)
  expect(cancelled).toBeGreaterThan(ok)
  for (const row of rows) expect(Number.isNaN(row.sentMs)).toBe(row.outcome === 'cancelled')
  expect((await server.stats()).answered).toBe(ok)
})

test('stopping before the origin leaves nothing behind', async () => {
  const server = await target()
  const { handle, rows, edges } = await drive({ endpoints: [server.endpoint], phases: [phase(1000, constant(10))], leadMs: 60_000 })
  handle.stop()
  expect(await handle.done).toMatchObject({ complete: false, intended: 0, sent: 0 })
  expect([rows, edges]).toEqual([[], []])
})

test('20,000 requests to a server that never answers take little memory and few connections, and each is a row', async () => {
  const server = await target()
  const { handle, rows, progress } = await drive({
    model: 'silent',
    endpoints: [server.endpoint],
    phases: [phase(1000, constant(20_000))],
    load: { connectionsPerReplica: 10, timeoutMs: 1500 },
  })
  const before = process.memoryUsage().rss
  let most = 0
  const watching = setInterval(() => {
    most = Math.max(most, process.memoryUsage().rss - before)
  }, 50)
  const outcome = await handle.done
  clearInterval(watching)
  expect(tally(rows)).toEqual({ timeout: 20_000 })
  expect(new Set(rows.map(({ id }) => id)).size).toBe(20_000)
  for (const row of rows) if (row.endMs - row.intendedMs < 1499.9) expect.unreachable(`request ${row.id} ended early`)
  expect(outcome.poolWaits).toBe(19_990)
  for (const { inFlight } of progress) expect(inFlight).toBeLessThanOrEqual(10)
  expect(most / 2 ** 20).toBeLessThan(150)
})

test('a driver that crashes says so', async () => {
  const server = await target()
  const { handle } = await drive({ endpoints: [server.endpoint], phases: [phase(5000, constant(50))], leadMs: 0 })
  handle.add({ replica: 'r2', host: '127.0.0.1', port: 99_999 })
  await expect(handle.done).rejects.toMatchObject({ name: 'DynoError', code: 'KD_RUN_FAILED', message: expect.stringContaining('Port') })
  await handle.retire('r1')
  handle.stop()
})

test('when rows cannot be taken the load ends with the reason', async () => {
  const server = await target()
  const handle = await startLoad({
    load: {
      source: 'http',
      encoding: 'json',
      timeoutMs: 1000,
      connectionsPerReplica: 4,
      drivers: 1,
      phases: [phase(60_000, constant(20))],
    },
    seed: 1,
    origin: originAfter(realClock, 0),
    target: { model: 'good', inputs: [{ name: 'x', datatype: 'FP32', shape: [1] }] },
    endpoints: [server.endpoint],
    onBatch() {
      throw new Error('no space left')
    },
    onProgress() {},
    onPhase() {},
  })
  await expect(handle.done).rejects.toMatchObject({ code: 'KD_RUN_FAILED', message: expect.stringContaining('no space left') })
})

test('flat out is refused, for it has no meaning over HTTP', async () => {
  const driving = drive({ endpoints: [], phases: [phase(1000, { kind: 'max' })] })
  await expect(driving).rejects.toMatchObject({ code: 'KD_SPEC_INVALID', path: 'load.phases' })
})

test('a model whose inputs do not fit into memory is an error before anything is sent', async () => {
  const inputs = [{ name: 'x', datatype: 'FP32' as const, shape: [2 ** 40] }]
  await expect(drive({ endpoints: [], phases: [phase(1000, constant(1))], inputs })).rejects.toMatchObject({ code: 'KD_RUN_FAILED' })
})
