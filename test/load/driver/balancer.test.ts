import { expect, test } from 'vitest'
import { openBalancer } from '../../../src/load/driver/balancer.ts'
import { dueRequest, type Replica } from '../../../src/load/driver/due-request.ts'
import { constant, drive, noBody, phase, tally, target } from '../driving.ts'

const endpoint = (replica: string) => ({ replica, host: '127.0.0.1', port: 1 })

/** A balancer whose turns are written down instead of sent. */
function bookkeeping(connectionsPerReplica: number, names: string[]) {
  const turns: string[] = []
  const given: Replica[] = []
  const idle: string[] = []
  const balancer = openBalancer({
    connectionsPerReplica,
    onTurn(request, replica) {
      turns.push(`${request.id}→${replica.replica}`)
      given.push(replica)
    },
    onIdle: (replica) => idle.push(replica),
  })
  for (const name of names) balancer.add(endpoint(name))
  const submit = (from: number, to: number) => {
    for (let id = from; id <= to; id++) balancer.submit(dueRequest(id, 0, id, false, noBody))
  }
  return { balancer, turns, given, idle, submit }
}

test('replicas take turns, also after one was retired or added', () => {
  const { balancer, turns, submit, idle } = bookkeeping(100, ['a', 'b', 'c'])
  submit(0, 3)
  balancer.retire('b')
  submit(4, 6)
  balancer.add(endpoint('d'))
  submit(7, 9)
  expect(turns).toEqual(['0→a', '1→b', '2→c', '3→a', '4→c', '5→a', '6→c', '7→a', '8→c', '9→d'])
  expect(idle).toEqual([])
})

test('requests beyond the pool wait in order and are counted once, and move when their replica is retired', () => {
  const { balancer, turns, given, submit, idle } = bookkeeping(1, ['a', 'b'])
  submit(0, 5)
  expect(turns).toEqual(['0→a', '1→b'])
  expect(balancer.waits()).toEqual({ poolWaits: 4, descriptorWaits: 0 })
  balancer.retire('a')
  balancer.retire('a')
  expect(idle).toEqual([])
  balancer.release(given[0] as Replica)
  expect(idle).toEqual(['a'])
  for (let turn = 1; turn < 6; turn++) balancer.release(given[turn] as Replica)
  expect(turns.slice(2)).toEqual(['3→b', '5→b', '2→b', '4→b'])
  expect(balancer.waits()).toEqual({ poolWaits: 4, descriptorWaits: 0 })
})

test('when no more connections can be opened, requests wait in order for those that there are, until one more can', () => {
  const { balancer, turns, given, submit } = bookkeeping(4, ['a'])
  submit(0, 0)
  const [kept, refused] = [dueRequest(1, 0, 1, false, noBody), dueRequest(2, 0, 2, false, noBody)]
  balancer.submit(kept)
  balancer.submit(refused)
  balancer.takeBack(refused)
  submit(3, 4)
  expect(turns).toEqual(['0→a', '1→a', '2→a'])
  expect(balancer.waits()).toEqual({ poolWaits: 0, descriptorWaits: 3 })
  balancer.release(given[0] as Replica)
  expect(turns.at(-1)).toBe('2→a')
  expect(balancer.widen()).toBe(true)
  expect(turns.at(-1)).toBe('3→a')
  expect(balancer.widen()).toBe(false)
  expect(turns.at(-1)).toBe('4→a')
  submit(5, 5)
  expect(balancer.waits()).toEqual({ poolWaits: 1, descriptorWaits: 3 })
})

test('a request that found no connection to a replica that is retired meanwhile goes to another', () => {
  const { balancer, turns, idle } = bookkeeping(2, ['a', 'b'])
  const request = dueRequest(0, 0, 0, false, noBody)
  balancer.submit(request)
  balancer.retire('a')
  expect(idle).toEqual([])
  balancer.takeBack(request)
  expect(turns).toEqual(['0→a', '0→b'])
  expect(idle).toEqual(['a'])
})

test('without a replica requests wait for the first that comes', () => {
  const { balancer, turns, submit, idle } = bookkeeping(2, [])
  submit(0, 2)
  balancer.add(endpoint('a'))
  expect(turns).toEqual(['0→a', '1→a'])
  balancer.retire('unknown')
  expect(idle).toEqual(['unknown'])
})

test('retiring a replica under load loses no request and resolves only when nothing of it is in flight', async () => {
  const [first, second] = [await target('r1'), await target('r2')]
  const { handle, rows, at } = await drive({
    model: 'slow',
    endpoints: [first.endpoint, second.endpoint],
    phases: [phase(2000, constant(200))],
    load: { connectionsPerReplica: 12 },
  })
  await at(700)
  const before = await first.stats()
  expect(before.open).toBeGreaterThan(0)
  await handle.retire('r1')
  const after = await first.stats()
  expect(after.open).toBe(0)
  first.process.kill('SIGKILL')
  const outcome = await handle.done
  expect(tally(rows)).toEqual({ ok: 400 })
  expect(rows.filter(({ replica }) => replica === 'r1')).toHaveLength(after.requests)
  expect(after.requests).toBeGreaterThan(20)
  expect(outcome.complete).toBe(true)
})

test('a replica that dies loses what it had accepted, as resets that are not hidden, and refuses until it is retired', async () => {
  const [first, second] = [await target('r1'), await target('r2')]
  const { handle, rows, at } = await drive({
    model: 'slow',
    endpoints: [first.endpoint, second.endpoint],
    phases: [phase(1500, constant(200))],
  })
  await at(500)
  first.process.kill('SIGKILL')
  await at(800)
  await handle.retire('r1')
  await handle.done
  const { ok = 0, reset = 0, refused = 0 } = tally(rows)
  expect(ok + reset + refused).toBe(300)
  expect(reset).toBeGreaterThan(0)
  expect(refused).toBeGreaterThan(10)
  for (const row of rows) if (row.outcome !== 'ok') expect(row.replica).toBe('r1')
  expect(rows.filter(({ intendedMs }) => intendedMs > 1200).every(({ outcome, replica }) => outcome === 'ok' && replica === 'r2')).toBe(
    true,
  )
})

test('requests that find no replica wait for one until their timeout', async () => {
  const server = await target()
  const { handle, rows, at } = await drive({ endpoints: [], phases: [phase(1500, constant(50))], load: { timeoutMs: 400 } })
  await at(900)
  handle.add(server.endpoint)
  const outcome = await handle.done
  const { ok = 0, no_replica: homeless = 0, timeout = 0 } = tally(rows)
  expect(ok + homeless + timeout).toBe(75)
  expect(homeless).toBeGreaterThan(10)
  expect(timeout).toBeLessThan(5)
  expect(outcome.sent).toBe(ok + timeout)
  expect(rows.filter(({ outcome, sentMs, intendedMs }) => outcome === 'ok' && sentMs - intendedMs > 100).length).toBeGreaterThan(5)
  for (const row of rows) expect(row.replica).toBe(row.outcome === 'no_replica' ? null : 'r1')
})
