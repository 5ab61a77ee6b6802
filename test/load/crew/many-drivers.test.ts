import { availableParallelism, getPriority } from 'node:os'
import * as process from 'node:process'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { mergeOutcomes } from '../../../src/load/crew/merge-outcomes.ts'
import { shareOut } from '../../../src/load/crew/share-out.ts'
import { startDriver } from '../../../src/load/driver/driver.ts'
import { type LoadOutcome, type PhaseSchedule, scheduleOf } from '../../../src/load/index.ts'
import type { Load } from '../../../src/spec/index.ts'
import { clients, constant, drive, noBody, phase, sleep, tally, target } from '../driving.ts'

/** What drivers record of a schedule that was over before they began: every request, as one that came too late to be sent. */
async function recorded(load: Load, schedule: readonly PhaseSchedule[]): Promise<{ id: number; intendedMs: number }[]> {
  const rows: { id: number; intendedMs: number }[] = []
  const driven = shareOut(load, schedule).map(
    (share, driver) =>
      new Promise<boolean>((onDone) => {
        const nothing = { onPhase() {}, onRetired() {}, mix: { bodies: [], choose: () => noBody } }
        startDriver({
          ...share,
          ...nothing,
          driver,
          now: () => 1e9,
          onEnded: ({ id, intendedMs }) => rows.push({ id, intendedMs }),
          onDone,
        })
      }),
  )
  expect(await Promise.all(driven)).not.toContain(false)
  return rows.sort((a, b) => a.id - b.id)
}

test('however many drivers record a schedule, the numbers of their requests are the places in it', async () => {
  const phases = fc.array(fc.array(fc.double({ min: 0, max: 1000, noNaN: true }), { maxLength: 40 }), { minLength: 1, maxLength: 4 })
  const schedules = phases.map((all): PhaseSchedule[] =>
    all.map((arrivals, index) => ({
      fromMs: index * 1000,
      untilMs: (index + 1) * 1000,
      arrivalsMs: Float64Array.from(arrivals, (ms) => index * 1000 + ms).sort(),
    })),
  )
  await fc.assert(
    fc.asyncProperty(schedules, fc.integer({ min: 1, max: 64 }), async (schedule, drivers) => {
      const load: Load = {
        source: 'http',
        encoding: 'json',
        timeoutMs: 1000,
        connectionsPerReplica: 64,
        drivers,
        phases: schedule.map((_, index) => phase(1000, constant(1), `p${index}`)),
      }
      const rows = await recorded(load, schedule)
      const whole = schedule.flatMap(({ arrivalsMs }) => [...arrivalsMs])
      expect(rows).toEqual(whole.map((intendedMs, id) => ({ id, intendedMs })))
    }),
    { numRuns: 40, seed: 1 },
  )
})

test('clients and connections are dealt out whole, and evenly', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 64 }), fc.nat(300), fc.nat(300), (drivers, count, more) => {
      const load = { drivers, connectionsPerReplica: drivers + more, phases: [phase(1000, clients(count))] } as Load
      const shares = shareOut(load, scheduleOf(load, 1)).map(({ load }) => load)
      for (const [whole, parts] of [
        [drivers + more, shares.map(({ connectionsPerReplica }) => connectionsPerReplica)],
        [count, shares.map(({ phases: [only] }) => (only?.demand.kind === 'clients' ? only.demand.clients : -1))],
      ] as const) {
        expect(parts.reduce((sum, part) => sum + part, 0)).toBe(whole)
        expect(Math.max(...parts) - Math.min(...parts)).toBeLessThanOrEqual(1)
      }
    }),
    { seed: 1 },
  )
})

test('three drivers send one schedule to two replicas evenly, and tell phases, progress and the end once', async () => {
  const [first, second] = [await target('r1'), await target('r2')]
  const phases = [phase(1000, constant(90), 'warm'), phase(1500, constant(90))]
  const load = { drivers: 3, connectionsPerReplica: 7 }
  const { handle, rows, edges, progress, record } = await drive({ endpoints: [first.endpoint, second.endpoint], phases, load })
  const outcome = await handle.done
  expect(tally(rows)).toEqual({ ok: 225 })
  const inOrder = rows.toSorted((a, b) => a.id - b.id)
  expect(inOrder.map(({ id }) => id)).toEqual(Array.from(rows, (_, id) => id))
  expect(inOrder.map(({ intendedMs }) => intendedMs)).toEqual([...scheduleOf({ phases }, 1).flatMap(({ arrivalsMs }) => [...arrivalsMs])])
  expect(edges.toSorted()).toEqual(['main ended', 'main started', 'warm ended', 'warm started'])
  expect([edges[0], edges.at(-1)]).toEqual(['warm started', 'main ended'])
  expect(outcome).toMatchObject({ complete: true, intended: 225, sent: 225, drivers: 3 })
  expect(new Set(handle.threadIds).size).toBe(process.platform === 'linux' ? 3 : 0)
  for (const { endpoint, stats } of [first, second]) {
    const { requests } = await stats()
    expect(Math.abs(requests - 112.5)).toBeLessThan(3)
    expect(rows.filter(({ replica }) => replica === endpoint.replica)).toHaveLength(requests)
  }
  expect(progress.length).toBeGreaterThan(0)
  for (const second of progress) {
    expect(second.intended).toBeGreaterThanOrEqual(second.sent)
    expect(second.inFlight).toBe(second.sent - second.ended)
  }
  const lags = rows.map(({ sentMs, intendedMs }) => sentMs - intendedMs)
  expect(Math.max(...progress.map(({ sendLagMaxMs }) => sendLagMaxMs ?? 0))).toBeLessThanOrEqual(Math.max(...lags))
  lags.sort((a, b) => a - b)
  const { sendLagMs } = record.finish(outcome)
  expect(sendLagMs?.max).toBe(lags.at(-1))
  for (const [p, told] of [
    [0.5, sendLagMs?.p50],
    [0.99, sendLagMs?.p99],
  ] as const) {
    const pooled = lags[Math.ceil(p * lags.length) - 1] as number
    expect(Math.abs((told as number) / pooled - 1)).toBeLessThanOrEqual(0.0011)
  }
})

test.each([1, 16])(
  '%d drivers run before what they share cores with if they leave a core to it, and leave the rest of their process alone',
  async (drivers) => {
    const before = getPriority(0)
    const { handle } = await drive({ endpoints: [], phases: [phase(60_000, constant(10))], load: { drivers, connectionsPerReplica: 64 } })
    const held = handle.threadIds.map((threadId) => getPriority(threadId))
    handle.stop()
    const { priority } = await handle.done
    expect(held).toEqual(handle.threadIds.map(() => priority))
    expect(getPriority(0)).toBe(before)
    if (process.platform === 'linux' && process.getuid?.() === 0) expect(priority).toBe(availableParallelism() > drivers ? -10 : 0)
  },
)

test('what several drivers know of themselves is merged, and unknown as soon as one of them does not know it', () => {
  const one: LoadOutcome = {
    complete: true,
    intended: 10,
    sent: 9,
    drivers: 1,
    priority: -10,
    cpuMs: 5,
    eventLoopLagMaxMs: 3,
    collectionMs: 2,
    collectionMaxMs: 1,
    poolWaits: 4,
    descriptorWaits: 2,
    reusedSocketRetries: 1,
  }
  expect(mergeOutcomes([one, { ...one, complete: false, priority: 0, eventLoopLagMaxMs: 8, collectionMaxMs: 0.5 }])).toEqual({
    complete: false,
    intended: 20,
    sent: 18,
    drivers: 2,
    priority: 0,
    cpuMs: 10,
    eventLoopLagMaxMs: 8,
    collectionMs: 4,
    collectionMaxMs: 1,
    poolWaits: 8,
    descriptorWaits: 4,
    reusedSocketRetries: 2,
  })
  expect(mergeOutcomes([one, { ...one, cpuMs: null }]).cpuMs).toBeNull()
})

test('clients of a closed loop are shared out: together they keep as many requests under way, even if a driver has none', async () => {
  const server = await target()
  const load = { drivers: 4, connectionsPerReplica: 4 }
  const { handle, rows } = await drive({ model: 'slow', endpoints: [server.endpoint], phases: [phase(1200, clients(3))], load })
  const { intended } = await handle.done
  expect(tally(rows)).toEqual({ ok: intended })
  expect(new Set(rows.map(({ id }) => id)).size).toBe(intended)
  expect(new Set(rows.map(({ id }) => id % 4))).toEqual(new Set([0, 1, 2]))
  for (let atMs = 0.5; atMs < 1200; atMs += 7) {
    expect(rows.filter(({ intendedMs, endMs }) => intendedMs <= atMs && atMs < endMs)).toHaveLength(3)
  }
})

test('the connections to a replica are bounded over all drivers, and each counts those that wait', async () => {
  const server = await target()
  const load = { drivers: 3, connectionsPerReplica: 5 }
  const { handle, rows } = await drive({ model: 'slow', endpoints: [server.endpoint], phases: [phase(1000, constant(150))], load })
  const outcome = await handle.done
  expect(tally(rows)).toEqual({ ok: 150 })
  expect((await server.stats()).openMax).toBe(5)
  expect(outcome.poolWaits).toBeGreaterThan(30)
})

test('a replica is retired once every driver has let go of it, and one that comes is used by all', async () => {
  const [first, second] = [await target('r1'), await target('r2')]
  const load = { drivers: 2, connectionsPerReplica: 12 }
  const phases = [phase(2000, constant(200))]
  const { handle, rows, at } = await drive({ model: 'slow', endpoints: [first.endpoint], phases, load })
  await at(500)
  handle.add(second.endpoint)
  await at(1000)
  await handle.retire('r1')
  expect((await first.stats()).open).toBe(0)
  first.process.kill('SIGKILL')
  await handle.done
  expect(tally(rows)).toEqual({ ok: 400 })
  for (const driver of [0, 1]) {
    const own = rows.filter(({ id }) => id % 2 === driver)
    expect(new Set(own.map(({ replica }) => replica))).toEqual(new Set(['r1', 'r2']))
  }
})

test('stopping reaches every driver, and a phase that began is told to have ended', async () => {
  const server = await target()
  const { handle, rows, edges, at } = await drive({
    endpoints: [server.endpoint],
    phases: [phase(60_000, constant(100))],
    load: { drivers: 2 },
  })
  await at(500)
  handle.stop()
  expect(await handle.done).toMatchObject({ complete: false, intended: rows.length })
  expect(edges).toEqual(['main started', 'main ended'])
  expect(rows.length).toBeLessThan(5000)
})

test('when one of several drivers crashes the others are ended and the load fails with its reason', async () => {
  const server = await target()
  const { handle, rows, edges } = await drive({
    endpoints: [server.endpoint],
    phases: [phase(60_000, constant(100))],
    load: { drivers: 3 },
    leadMs: 300,
  })
  await sleep(900)
  handle.add({ replica: 'r2', host: '127.0.0.1', port: 99_999 })
  await expect(handle.done).rejects.toMatchObject({ code: 'KD_RUN_FAILED', message: expect.stringContaining('Port') })
  const count = rows.length
  expect(edges).toEqual(['main started'])
  await sleep(400)
  expect(rows).toHaveLength(count)
  await handle.retire('r1')
})
