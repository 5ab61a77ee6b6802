import { z } from 'zod'
import type { Meaning } from './leaf.ts'
import { duration, rate, ratePoint } from './values.ts'

const mostPoints = 10_000

const points = (description: string, examples: number[][]) =>
  z
    .array(ratePoint({ description: 'Requests per second.', examples: [20], unit: 'requests per second' }))
    .min(1)
    .max(mostPoints)
    .optional()
    .meta({ description, examples, unit: 'requests per second' })

const shape = z.strictObject({
  ramp: points(
    'Two or more rates, evenly spread over the phase and joined by straight lines: the first holds at its start, the last at its end.',
    [[5, 50]],
  ),
  steps: points('Rates that each hold for an equal part of the phase.', [[5, 10, 20]]),
  profile: points(
    'A day, or any other round: rates that each stand for an equal part of the phase, joined by straight lines from middle to middle, the last to the first.',
    [[2, 1, 8, 20, 12, 5]],
  ),
  sine: z
    .strictObject({
      mean: ratePoint({ description: 'The rate in the middle of the wave, where it starts.', examples: [20], unit: 'requests per second' }),
      amplitude: ratePoint({
        description: 'How far the rate goes above and below the mean; at most the mean.',
        examples: [10],
        unit: 'requests per second',
      }),
      period: duration(
        { description: 'The length of one wave.', examples: ['60s'] },
        { minMs: 1, zero: 'refused', maxMs: 30 * 86_400_000 },
      ),
    })
    .optional()
    .meta({ description: 'A rate that swings around a mean, upwards first.', examples: [{ mean: 20, amplitude: 10, period: '60s' }] }),
})

/** A rate that holds for a whole phase, or one that changes within it. */
export function shapedRate(meaning: Pick<Meaning, 'description' | 'examples'>) {
  const unit = 'requests per second'
  return z.union([rate({ ...meaning, unit }), shape]).meta({
    ...meaning,
    unit,
    expected: 'a number of requests per second, or a shape such as `{ ramp: [5, 50] }`',
  })
}

/** A rate as it stands in the file. */
export type WrittenRate = z.output<ReturnType<typeof shapedRate>>
