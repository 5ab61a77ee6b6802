import { z } from 'zod'
import { parseDurationMs } from '../../base/duration.ts'
import type { ScaleStep } from '../experiment.ts'
import { Complaint, leaf } from './leaf.ts'
import { count, duration } from './values.ts'

const mostReplicas = 1000
const examples = ['1 @ 0s, 3 @ 60s, 8 @ 120s']

const timelineText = leaf(
  {
    description: 'Steps as text: replicas, `@`, time from the start of the first phase, with commas between them.',
    examples,
    type: 'string',
  },
  (value) => {
    if (typeof value !== 'string')
      return new Complaint(
        'must be steps such as `1 @ 0s, 3 @ 60s`',
        typeof value === 'number' ? 'for a fixed number use `workload.replicas`' : undefined,
      )
    const steps: ScaleStep[] = []
    for (const part of value.split(',')) {
      const match = /^(\d{1,4})\s*@\s*(\S+)$/.exec(part.trim())
      if (!match) return new Complaint(`has a step that cannot be read: \`${part.trim()}\``, 'a step is written `3 @ 60s`')
      const atMs = parseDurationMs(match[2] as string)
      if (atMs === null)
        return new Complaint(
          `needs a time with a unit in \`${part.trim()}\``,
          `seconds? then write \`${match[1]} @ ${Number.parseFloat(match[2] as string) || 0}s\``,
        )
      const replicas = Number(match[1])
      if (replicas < 1 || replicas > mostReplicas) return new Complaint(`needs 1 to ${mostReplicas} replicas in \`${part.trim()}\``)
      steps.push({ replicas, atMs })
    }
    return steps
  },
)

const timelineStep = z
  .strictObject({
    at: duration(
      { description: 'When the step is taken, from the start of the first phase.', examples: ['60s'] },
      { minMs: 0, zero: 'allowed', maxMs: 1000 * 86_400_000 },
    ),
    replicas: count({ description: 'How many replicas are wanted from then on.', examples: [3], unit: 'replicas' }, 1, mostReplicas),
  })
  .transform(({ at, replicas }): ScaleStep => ({ atMs: at, replicas }))

export const scaling = z
  .strictObject({
    replicas: z
      .union([timelineText, z.array(timelineStep).min(1).max(1000)])
      .optional()
      .meta({
        description:
          'How many replicas are wanted when, as one line of text or as a list of `at` and `replicas`, in the order of time and all before the load ends. Without it, `workload.replicas` holds throughout.',
        examples: [
          ...examples,
          [
            { at: '0s', replicas: 1 },
            { at: '60s', replicas: 3 },
          ],
        ],
        expected: 'a timeline such as `1 @ 0s, 3 @ 60s`, or a list of `at` and `replicas`',
      }),
  })
  .prefault({})
  .meta({
    description:
      'How the number of replicas changes while the load runs. A timeline is the one way there is so far; autoscalers will stand here beside `replicas`.',
    examples: [{ replicas: '1 @ 0s, 3 @ 60s, 8 @ 120s' }],
  })
