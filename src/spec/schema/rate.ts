import { z } from 'zod'
import type { Meaning } from './leaf.ts'
import { count, duration, factor, rate, ratePoint, yesNo } from './values.ts'

const mostPoints = 10_000

const points = (description: string, examples: number[][]) =>
  z
    .array(ratePoint({ description: 'Requests per second.', examples: [20], unit: 'requests per second' }))
    .min(1)
    .max(mostPoints)
    .optional()
    .meta({ description, examples, unit: 'requests per second' })

const sweepRate = (description: string, example: number) =>
  factor({ description, examples: [example], unit: 'requests per second' }, 0.001, 1_000_000)

const sweepSteps = () => count({ description: 'How many steps the phase is cut into.', examples: [8], unit: 'steps' }, 2, 100)

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
  sweep: z
    .strictObject({
      from: sweepRate('The rate of the first step.', 5),
      to: sweepRate('The rate of the last step.', 80),
      steps: sweepSteps(),
      stop: yesNo({
        description:
          'Whether the load ends with the first step that saturates the service: in which fewer good answers came than 90 % of the requests that were due. With `false`, every step is driven. A sweep that may stop must be the last phase.',
        examples: [false],
      }).prefault(true),
    })
    .optional()
    .meta({
      description:
        'A staircase up to saturation. The phase becomes that many phases of equal length with evenly spaced rates, named after it: `climb-1`, `climb-2` and so on. Each is a phase like any other, with results of its own; `kubedyno plan` lists them.',
      examples: [{ from: 5, to: 80, steps: 8 }],
    }),
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

/** A number of clients, or one that climbs from step to step. */
export function sweptClients(meaning: Pick<Meaning, 'description' | 'examples'>, most: number) {
  const clients = (description: string, example: number) => count({ description, examples: [example], unit: 'clients' }, 1, most)
  const sweep = z
    .strictObject({
      from: clients('The clients of the first step.', 1),
      to: clients('The clients of the last step.', 16),
      steps: sweepSteps(),
    })
    .meta({
      description:
        'A staircase of clients. The phase becomes that many phases of equal length, named after it: `climb-1`, `climb-2` and so on, with evenly spaced numbers of clients, rounded to whole ones. All steps are driven.',
      examples: [{ from: 1, to: 16, steps: 5 }],
    })
  return z.union([count({ ...meaning, unit: 'clients' }, 1, most), z.strictObject({ sweep })]).meta({
    ...meaning,
    unit: 'clients',
    expected: `a whole number from 1 to ${most}, or \`{ sweep: { from: 1, to: 16, steps: 5 } }\``,
  })
}
