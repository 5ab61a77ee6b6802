import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { networkInterfaces } from 'node:os'
import { afterEach, expect, test } from 'vitest'
import { siblingModule } from '../../src/base/sibling-module.ts'
import type { ProcessOrder, ProcessReport } from './driver-process.ts'
import { constant, drive, phase, sleep, tally, target } from './driving.ts'

const running: ChildProcess[] = []
afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL')
})

/** Starts a driver in a process that may have no more than so many files open. */
function driverProcess(order: ProcessOrder, openFiles = 1024) {
  const args = [process.execPath, siblingModule(import.meta.url, './driver-process'), JSON.stringify(order)]
  const child = spawn('sh', ['-c', `ulimit -n ${openFiles}; exec "$0" "$@"`, ...args], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  running.push(child)
  const begun = once(child, 'message')
  const report = begun.then(async () => ((await once(child, 'message')) as [ProcessReport])[0])
  return { child, begun, report }
}

test.each([1, 2])('%d drivers that stood still for 1.2 s send what they missed late, count it late and drop nothing', async (drivers) => {
  const server = await target()
  const driver = driverProcess({ model: 'good', endpoints: [server.endpoint], phases: [phase(3000, constant(200))], load: { drivers } })
  await driver.begun
  await sleep(1000)
  driver.child.kill('SIGSTOP')
  await sleep(1200)
  driver.child.kill('SIGCONT')
  const { rows, outcome } = await driver.report
  expect(outcome).toMatchObject({ complete: true, intended: 600, sent: 600 })
  expect(rows.map(({ intendedMs }) => intendedMs).sort((a, b) => a - b)).toEqual(Array.from(rows, (_, index) => index * 5))
  for (const row of rows) expect(row.outcome).toBe('ok')
  const lags = rows.map(({ sentMs, intendedMs }) => sentMs - intendedMs)
  expect(Math.max(...lags)).toBeGreaterThan(1100)
  expect(lags.filter((lagMs) => lagMs > 200).length).toBeGreaterThan(180)
  expect(outcome.eventLoopLagMaxMs).toBeGreaterThan(1100)
})

test.each([1, 2])(
  'when no more files can be opened, requests wait for the connections of %d drivers, are sent late, and nobody else is blamed',
  async (drivers) => {
    const server = await target()
    const order = { model: 'slow', endpoints: [server.endpoint], phases: [phase(500, constant(1200))], load: { drivers } }
    const { rows, outcome, shortage } = await driverProcess(order, 48 + 16 * drivers).report
    expect(shortage).toMatch(/^up to 64 connections may be open, and this process can open only \d+ more files/)
    expect(outcome).toMatchObject({ complete: true, intended: 600 })
    expect(outcome.descriptorWaits).toBeGreaterThan(50)
    const { ok = 0, timeout = 0 } = tally(rows)
    expect(ok + timeout).toBe(600)
    expect(ok).toBeGreaterThan(200)
    expect(outcome.sent).toBe(rows.filter(({ sentMs }) => sentMs !== null).length)
    expect(rows.filter(({ sentMs, intendedMs }) => sentMs - intendedMs > 50).length).toBeGreaterThan(50)
  },
)

test('descriptors that come free again are used', async () => {
  const server = await target()
  const phases = [phase(400, constant(1200)), phase(2600, constant(20), 'calm')]
  const order = { model: 'slow', endpoints: [server.endpoint], phases, load: {} }
  const { rows, outcome } = await driverProcess(order, 64).report
  expect(outcome.descriptorWaits).toBeGreaterThan(0)
  expect(tally(rows)).toEqual({ ok: 532 })
  const last = rows.filter(({ intendedMs }) => intendedMs > 2500)
  expect(Math.max(...last.map(({ sentMs, intendedMs }) => sentMs - intendedMs))).toBeLessThan(1000)
})

test.each([1, 2])(
  'ten times more than a server can do ends on time with %d drivers: each request is answered or times out when its time is over',
  async (drivers) => {
    const server = await target()
    const { handle, rows } = await drive({
      model: 'slow',
      endpoints: [server.endpoint],
      phases: [phase(3000, constant(2000))],
      load: { connectionsPerReplica: 10, timeoutMs: 1000, drivers },
    })
    const before = process.memoryUsage().rss
    const outcome = await handle.done
    const { ok = 0, timeout = 0 } = tally(rows)
    expect(ok + timeout).toBe(6000)
    expect(outcome.poolWaits).toBeGreaterThan(4500)
    const latest = Math.max(...rows.map(({ endMs, intendedMs }) => endMs - intendedMs))
    expect(latest).toBeLessThan(1000 + outcome.eventLoopLagMaxMs + 500)
    const { openMax, requests } = await server.stats()
    expect(openMax).toBeLessThanOrEqual(20)
    expect(requests).toBeGreaterThan(10)
    expect((process.memoryUsage().rss - before) / 2 ** 20).toBeLessThan(150)
  },
)

test('a name that nobody knows refuses, or times out when the answer to that takes long', async () => {
  const endpoints = [{ replica: 'r1', host: 'no-such-host.invalid', port: 80 }]
  const { handle, rows } = await drive({ endpoints, phases: [phase(200, constant(50))], load: { timeoutMs: 1500 } })
  await handle.done
  const { refused = 0, timeout = 0 } = tally(rows)
  expect(refused + timeout).toBe(10)
})

const hasIpv6 = Object.values(networkInterfaces()).some((addresses) => addresses?.some(({ address }) => address === '::1'))

test.skipIf(!hasIpv6)('an address of IPv6 works like any other', async () => {
  const server = await target('r1', '::1')
  const { handle, rows } = await drive({ endpoints: [server.endpoint], phases: [phase(200, constant(50))] })
  await handle.done
  expect(tally(rows)).toEqual({ ok: 10 })
  expect((await server.stats()).headers.host).toBe(`[::1]:${server.endpoint.port}`)
})
