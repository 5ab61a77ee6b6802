import { expect, test } from 'vitest'
import { originAfter, sinceOriginMs } from '../../src/base/origin.ts'
import { followGrid } from '../../src/signals/grid.ts'
import { fakeClock } from './fake-clock.ts'

interface Turn {
  timeMs: number
  missed: number
}

/** Follows a grid for some turns; each may be followed by a hold-up. */
async function turnsOf(count: number, intervalMs: number, leadMs: number, holdUpMs: (turn: number) => number): Promise<Turn[]> {
  const clock = fakeClock()
  const origin = originAfter(clock, leadMs)
  const stopping = new AbortController()
  const turns: Turn[] = []
  await followGrid(intervalMs, origin, clock, stopping.signal, (missed) => {
    turns.push({ timeMs: sinceOriginMs(origin, clock), missed })
    if (turns.length === count) stopping.abort()
    clock.pass(holdUpMs(turns.length))
  })
  return turns
}

test('turns lie on whole multiples of the interval since the origin, also before it', async () => {
  const turns = await turnsOf(5, 1000, 1500, () => 0)
  expect(turns.map(({ timeMs }) => timeMs)).toEqual([-1000, 0, 1000, 2000, 3000])
})

test('turns that take a while do not shift those after them', async () => {
  const turns = await turnsOf(100, 1000, 0, () => 37)
  expect(turns.at(-1)).toEqual({ timeMs: 99_000, missed: 0 })
})

test('after a hold-up one turn is done late, the others are counted as missed, and the grid goes on', async () => {
  const turns = await turnsOf(5, 1000, 0, (turn) => (turn === 2 ? 3400 : 0))
  expect(turns).toEqual([
    { timeMs: 0, missed: 0 },
    { timeMs: 1000, missed: 0 },
    { timeMs: 4400, missed: 2 },
    { timeMs: 5000, missed: 0 },
    { timeMs: 6000, missed: 0 },
  ])
})
