import { expect, test } from 'vitest'
import { watchSweep } from '../../src/conduct/sweep-watch.ts'
import { batchOf } from '../dataset/plain-batch.ts'

const steps = [1, 2, 3].map((step) => ({
  name: `climb-${step}`,
  durationMs: 1000,
  warmup: false,
  demand: { kind: 'rate', arrivals: 'constant', ratePerSecond: 10 } as const,
  mayEndLoad: true as const,
}))
const schedule = steps.map((_, index) => ({
  fromMs: index * 1000,
  untilMs: (index + 1) * 1000,
  arrivalsMs: Float64Array.from({ length: 10 }, (_, place) => index * 1000 + place * 100),
}))

const answers = (endsMs: number[]) => ({ ...batchOf(0, endsMs.length), endMs: Float64Array.from(endsMs) })
const ends = (fromMs: number, count: number) => Array.from({ length: count }, (_, index) => fromMs + index)

test('a step with nine good answers for ten requests kept up, and one with eight did not', () => {
  const watch = watchSweep(steps, schedule)
  watch.add(answers(ends(100, 9)))
  expect(watch.afterPhase('climb-1')).toBeNull()
  watch.add(answers(ends(1100, 8)))
  expect(watch.afterPhase('climb-2')).toEqual({ phase: 'climb-2', due: 10, answered: 8 })
})

test('an answer counts for the step in which it came, in whatever order rows are handed over', () => {
  const watch = watchSweep(steps, schedule)
  watch.add(answers([1999, 999, 2000, ...ends(0, 8), ...ends(1000, 7)]))
  expect(watch.afterPhase('climb-1')).toBeNull()
  expect(watch.afterPhase('climb-2')).toMatchObject({ answered: 8 })
})

test('failures do not count as answers', () => {
  const watch = watchSweep(steps, schedule)
  const batch = answers(ends(100, 10))
  batch.outcome.fill(1, 0, 2)
  watch.add(batch)
  expect(watch.afterPhase('climb-1')).toMatchObject({ answered: 8 })
})

test('the last step, a phase of its own and a step without requests never end the load', () => {
  expect(watchSweep(steps, schedule).afterPhase('climb-3')).toBeNull()
  expect(watchSweep([...steps.map(({ mayEndLoad: _, ...phase }) => phase)], schedule).afterPhase('climb-1')).toBeNull()
  const silent = schedule.map((window) => ({ ...window, arrivalsMs: new Float64Array() }))
  expect(watchSweep(steps, silent).afterPhase('climb-1')).toBeNull()
})
