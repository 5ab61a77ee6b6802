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

test('a driver that stood still for 1.2 s sends what it missed late, counts it late and drops nothing', async () => {
  const server = await target()
  const driver = driverProcess({ model: 'good', endpoints: [server.endpoint], phases: [phase(3000, constant(200))], load: {} })
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

test('when no more files can be opened, what finds no connection is refused, the rest goes on, and the driver ends', async () => {
  const server = await target()
  const order = { model: 'slow', endpoints: [server.endpoint], phases: [phase(1500, constant(600))], load: {} }
  const { rows, outcome } = await driverProcess(order, 48).report
  expect(outcome).toMatchObject({ complete: true, intended: 900 })
  const { ok = 0, refused = 0 } = tally(rows)
  expect(ok + refused).toBe(900)
  expect(ok).toBeGreaterThan(50)
  expect(refused).toBeGreaterThan(50)
})

test('ten times more than a server can do ends on time: each request is answered or times out when its time is over', async () => {
  const server = await target()
  const { handle, rows } = await drive({
    model: 'slow',
    endpoints: [server.endpoint],
    phases: [phase(3000, constant(2000))],
    load: { connectionsPerReplica: 10, timeoutMs: 1000 },
  })
  const before = process.memoryUsage().rss
  const outcome = await handle.done
  const { ok = 0, timeout = 0 } = tally(rows)
  expect(ok + timeout).toBe(6000)
  expect(ok).toBeGreaterThan(50)
  expect(outcome.poolWaits).toBeGreaterThan(5000)
  for (const row of rows) if (row.endMs > row.intendedMs + 1500) expect.unreachable(`request ${row.id} ended late`)
  expect((await server.stats()).openMax).toBeLessThanOrEqual(20)
  expect((process.memoryUsage().rss - before) / 2 ** 20).toBeLessThan(150)
})

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
