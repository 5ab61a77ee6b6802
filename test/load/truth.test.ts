import { fork } from 'node:child_process'
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { meanEstimate } from '../../src/analysis/estimates/mean-estimate.ts'
import { quantileOfSorted } from '../../src/base/quantile.ts'
import { siblingModule } from '../../src/base/sibling-module.ts'
import { drive, phase } from './driving.ts'
import { serviceTimes } from './service-times.ts'

const seed = 3
const seconds = 15

/** Drives a real service whose queue is known, and works out from its arrivals and service times how long each request takes there; what a busy machine adds is taken out. */
async function queue(servers: number, meanMs: number, utilisation: number) {
  const child = fork(siblingModule(import.meta.url, './queueing-server'), [servers, meanMs, seed].map(String), { execArgv: [] })
  const [{ port }] = (await once(child, 'message')) as [{ port: number }]
  const ratePerSecond = (utilisation * servers * 1000) / meanMs
  const demand = { kind: 'rate', arrivals: 'poisson', ratePerSecond } as const
  const load = { timeoutMs: 60_000, connectionsPerReplica: 2000 }
  const { handle, rows } = await drive({
    endpoints: [{ replica: 'r1', host: '127.0.0.1', port }],
    phases: [phase(seconds * 1000, demand)],
    load,
  })
  await handle.done
  child.send('in system')
  const [{ integralMs }] = (await once(child, 'message')) as [{ integralMs: number }]
  child.disconnect()

  const inOrder = rows.toSorted((a, b) => a.id - b.id)
  const measured = Float64Array.from(inOrder, ({ sentMs, endMs, stages: [, lateMs = 0] }) => endMs - sentMs - lateMs)
  const nextMs = serviceTimes(meanMs, seed)
  const freeAtMs = new Array<number>(servers).fill(0)
  const truth = inOrder.map(({ sentMs }) => {
    const place = freeAtMs.indexOf(Math.min(...freeAtMs))
    freeAtMs[place] = Math.max(sentMs, freeAtMs[place] as number) + nextMs()
    return (freeAtMs[place] as number) - sentMs
  })
  return { rows: inOrder, measured, truth: Float64Array.from(truth), integralMs }
}

const mean = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / values.length
const p99 = (values: Float64Array) => quantileOfSorted(values.toSorted(), 0.99) as number

test.each([
  { name: 'M/M/1', servers: 1, meanMs: 10, closedForm: 5 },
  { name: 'M/M/4', servers: 4, meanMs: 40, closedForm: 1.7455 },
])('latencies of $name at 80 % are those of the queue, request by request, and its closed form lies in the interval', async (given) => {
  const { rows, measured, truth, integralMs } = await queue(given.servers, given.meanMs, 0.8)
  expect(rows.every(({ outcome }) => outcome === 'ok')).toBe(true)
  expect(mean(measured) / mean(truth)).toBeGreaterThan(0.97)
  expect(mean(measured) / mean(truth)).toBeLessThan(1.15)
  expect(p99(measured) / p99(truth)).toBeGreaterThan(0.97)
  expect(p99(measured) / p99(truth)).toBeLessThan(1.15)

  const { low, high } = meanEstimate([measured])
  const expectedMs = given.closedForm * given.meanMs
  expect(low as number).toBeLessThan(expectedMs)
  expect(high as number).toBeGreaterThan(expectedMs)

  const inSystemByServer = integralMs / (seconds * 1000)
  const inSystemByLittle = rows.reduce((sum, { sentMs, endMs }) => sum + endMs - sentMs, 0) / (seconds * 1000)
  expect(inSystemByLittle / inSystemByServer).toBeGreaterThan(0.9)
  expect(inSystemByLittle / inSystemByServer).toBeLessThan(1.15)
})
