import { expect, test } from 'vitest'
import { realClock } from '../../src/base/effects.ts'
import { originAfter, sinceOriginMs } from '../../src/base/origin.ts'
import { followTimeline } from '../../src/conduct/timeline.ts'

test('steps are taken in order, none before its time', async () => {
  const origin = originAfter(realClock, 0)
  const taken: { atMs: number; takenMs: number }[] = []
  const steps = [{ atMs: -10 }, { atMs: 20 }, { atMs: 20 }, { atMs: 60 }]
  await followTimeline(steps, ({ atMs }) => taken.push({ atMs, takenMs: sinceOriginMs(origin, realClock) }), origin, realClock, never())
  expect(taken.map(({ atMs }) => atMs)).toEqual([-10, 20, 20, 60])
  for (const { atMs, takenMs } of taken) expect(takenMs).toBeGreaterThanOrEqual(atMs)
})

test('a timeline that is called off ends without an error and takes no further step', async () => {
  const origin = originAfter(realClock, 0)
  const off = new AbortController()
  const taken: number[] = []
  const steps = [{ atMs: 0 }, { atMs: 3_600_000 }]
  const following = followTimeline(steps, ({ atMs }) => taken.push(atMs), origin, realClock, off.signal)
  setTimeout(() => off.abort(), 20)
  await following
  expect(taken).toEqual([0])
})

function never(): AbortSignal {
  return new AbortController().signal
}
