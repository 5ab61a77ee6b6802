import { expect, test } from 'vitest'
import type { ReplicaCommand } from '../../src/serving/index.ts'
import type { Demand } from '../../src/spec/index.ts'
import { catalogueModel, isAlive, type RunningReplica, startReplica, until } from './replica-process.ts'

interface Window {
  phase?: number
  demand: Demand
  seed?: number
  fromMs?: number
  untilMs: number
}

interface FedRow {
  phase: number
  intendedMs: number
  startedMs: number
  endedMs: number
  good: number
}

const nowNs = () => process.hrtime.bigint()
const constant = (ratePerSecond: number): Demand => ({ kind: 'rate', arrivals: 'constant', ratePerSecond })
const poisson = (ratePerSecond: number): Demand => ({ kind: 'rate', arrivals: 'poisson', ratePerSecond })

/** Has a replica feed itself over some windows, one after the other, and gives what it told, together with when it was through. */
async function feed(replica: RunningReplica, windows: readonly Window[], originNs = nowNs() + 100_000_000n) {
  replica.messages.length = 0
  for (const { phase = 0, demand, seed = 1, fromMs = 0, untilMs } of windows) {
    const command: ReplicaCommand = { type: 'feed', phase, demand, seed, originNs: String(originNs), fromMs, untilMs }
    replica.send(command)
  }
  await until(() => replica.said('fed-over').length === windows.length || !replica.child.connected)
  return { rows: rowsOf(replica), overMs: Number(nowNs() - originNs) / 1e6 }
}

function rowsOf(replica: RunningReplica): FedRow[] {
  return replica.said('fed').flatMap(({ batch }) =>
    Array.from(batch.intendedMs, (intendedMs, row) => ({
      phase: batch.phase,
      intendedMs,
      startedMs: batch.startedMs[row] as number,
      endedMs: batch.endedMs[row] as number,
      good: batch.good[row] as number,
    })),
  )
}

const intended = (rows: readonly FedRow[]) => rows.map(({ intendedMs }) => intendedMs).sort((a, b) => a - b)
const isBegun = (row: FedRow) => !Number.isNaN(row.startedMs)

test('a constant rate is an inference at each of its instants, none before it is due', async () => {
  const replica = await startReplica()
  const { rows } = await feed(replica, [{ demand: constant(250), fromMs: 100, untilMs: 1100, phase: 3 }])
  expect(intended(rows)).toEqual(Array.from({ length: 250 }, (_, index) => 100 + index * 4))
  let lastMs = 0
  for (const { intendedMs, startedMs, endedMs, good, phase } of rows) {
    expect({ good, phase }).toEqual({ good: 1, phase: 3 })
    expect(startedMs).toBeGreaterThanOrEqual(Math.max(intendedMs, lastMs))
    expect(endedMs).toBeGreaterThan(startedMs)
    lastMs = endedMs
  }
})

test('Poisson arrivals are the same for the same seed, others for another one, and as many as the rate says', async () => {
  const replica = await startReplica()
  const window = (seed: number) => [{ demand: poisson(800), seed, untilMs: 500 }]
  const first = await feed(replica, window(7))
  const again = await feed(replica, window(7))
  const other = await feed(replica, window(8))
  expect(intended(again.rows)).toEqual(intended(first.rows))
  expect(intended(other.rows)).not.toEqual(intended(first.rows))
  for (const { rows } of [first, other]) {
    expect(Math.abs(rows.length - 400)).toBeLessThan(4 * Math.sqrt(400))
    expect(rows.every(({ intendedMs }) => intendedMs >= 0 && intendedMs < 500)).toBe(true)
  }
})

test('flat out the model is hardly ever idle, and each inference begins where the one before it ended', async () => {
  const replica = await startReplica({ model: await catalogueModel('resnet50') })
  const { rows, overMs } = await feed(replica, [{ demand: { kind: 'max' }, untilMs: 1200 }])
  expect(rows.length).toBeGreaterThan(2)
  expect(rows.every(({ good }) => good === 1)).toBe(true)
  const busyMs = rows.reduce((sum, { startedMs, endedMs }) => sum + endedMs - startedMs, 0)
  const spanMs = (rows.at(-1) as FedRow).endedMs - (rows[0] as FedRow).startedMs
  expect(busyMs / spanMs).toBeGreaterThan(0.8)
  expect(busyMs / spanMs).toBeLessThanOrEqual(1)
  expect(overMs).toBeGreaterThan(1200)
})

test('two windows are fed one after the other, and each is told to be over', async () => {
  const replica = await startReplica()
  const { rows } = await feed(replica, [
    { phase: 0, demand: constant(100), untilMs: 300 },
    { phase: 1, demand: { kind: 'max' }, fromMs: 300, untilMs: 600 },
  ])
  expect(replica.messages.filter(({ type }) => type === 'fed-over')).toHaveLength(2)
  expect(replica.messages.at(-1)).toEqual({ type: 'fed-over' })
  const phases = [0, 1].map((phase) => rows.filter((row) => row.phase === phase))
  expect(phases[0]).toHaveLength(30)
  expect(phases[1]?.length).toBeGreaterThan(30)
  for (const { intendedMs } of phases[1] ?? []) {
    expect(intendedMs).toBeGreaterThanOrEqual(300)
    expect(intendedMs).toBeLessThan(600)
  }
})

test('more than the model can do ends with the window, and what was never begun is told as such', async () => {
  const replica = await startReplica({ model: await catalogueModel('resnet50') })
  const { rows, overMs } = await feed(replica, [{ demand: constant(500), untilMs: 1000 }])
  expect(intended(rows).sort((a, b) => a - b)).toEqual(Array.from({ length: 500 }, (_, index) => index * 2))
  const begun = rows.filter(isBegun)
  expect(begun.length).toBeGreaterThan(0)
  expect(begun.length).toBeLessThan(250)
  for (const row of rows) {
    if (isBegun(row)) expect(row.good).toBe(1)
    else expect(row).toMatchObject({ startedMs: Number.NaN, endedMs: Number.NaN, good: 0 })
  }
  const slowestMs = Math.max(...begun.map(({ startedMs, endedMs }) => endedMs - startedMs))
  // The two that were under way when the window closed are all that comes after it.
  expect(begun.filter(({ endedMs }) => endedMs > 1000).length).toBeLessThanOrEqual(2)
  expect(overMs).toBeLessThan(1000 + 3 * slowestMs + 1000)
})

test('a drain ends the feeding early: what is under way is finished and told, the rest is let go', async () => {
  const replica = await startReplica()
  const originNs = nowNs()
  setTimeout(() => replica.send({ type: 'drain' }), 700)
  const { rows } = await feed(
    replica,
    [
      { demand: constant(100), untilMs: 60_000 },
      { demand: { kind: 'max' }, fromMs: 60_000, untilMs: 120_000 },
    ],
    originNs,
  )
  expect(await replica.ended).toEqual({ code: 0, signal: null })
  expect(replica.said('fed-over')).toHaveLength(2)
  expect(rows.length).toBeGreaterThan(20)
  expect(rows.length).toBeLessThan(1000)
  expect(intended(rows)).toEqual(Array.from(rows, (_, index) => index * 10))
  expect(rows.every(({ good }) => good === 1)).toBe(true)
  await until(() => !replica.pids.some(isAlive))
})

test('a model that dies while it is fed costs only what was in it', async () => {
  const replica = await startReplica()
  const fed = feed(replica, [{ demand: constant(200), untilMs: 1000 }])
  await new Promise((resolve) => setTimeout(resolve, 300))
  process.kill(replica.pids[1] ?? 0, 'SIGKILL')
  const { rows } = await fed
  expect(intended(rows).sort((a, b) => a - b)).toEqual(Array.from({ length: 200 }, (_, index) => index * 5))
  expect(rows.filter((row) => isBegun(row) && row.good === 0).length).toBeLessThanOrEqual(2)
  expect(replica.said('model-restarted')).toHaveLength(1)
})
