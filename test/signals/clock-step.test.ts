import { expect, test } from 'vitest'
import { realEffects } from '../../src/base/effects.ts'
import { originAfter } from '../../src/base/origin.ts'
import { startSampler } from '../../src/signals/sampler.ts'
import { fakeClock } from './fake-clock.ts'

/** Samples nothing on a fake clock; `wallStepsMs` says by how much the wall clock is set after each turn. */
async function stepsSeen(wallStepsMs: readonly number[]): Promise<number[]> {
  const clock = fakeClock()
  const seen: number[] = []
  const waiting = [...wallStepsMs]
  const sampler = startSampler(
    {
      intervalMs: 1000,
      signals: null,
      origin: originAfter(clock, 0),
      targets: () => {
        const stepMs = waiting.shift()
        if (stepMs !== undefined) clock.stepWall(stepMs)
        return []
      },
      onReadings: () => {},
      onClockStep: (stepMs) => seen.push(Math.round(stepMs)),
    },
    { ...realEffects, clock },
  )
  while (sampler.cost().turns < wallStepsMs.length + 2) await new Promise((resolve) => setImmediate(resolve))
  await sampler.close()
  return seen
}

test('a wall clock that is set forwards or backwards is told, once for each time', async () => {
  expect(await stepsSeen([0, 120, 0, 0, -3_600_000, 0])).toEqual([120, -3_600_000])
})

test('small corrections, as time services make them all the time, are not steps', async () => {
  expect(await stepsSeen([10, -10, 45, 20, 20, 20])).toEqual([])
})
