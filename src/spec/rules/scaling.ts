import { formatDuration } from '../../base/duration.ts'
import type { Fault } from '../faults.ts'
import type { Written } from '../schema/experiment.ts'

/** What is wrong with a timeline of replicas: steps out of order, or after the load. */
export function scalingFaults({ load, scaling }: Written): Fault[] {
  const endMs = load.phases.reduce((sum, { duration }) => sum + duration, 0)
  const steps = scaling.replicas ?? []
  const path = ['scaling', 'replicas']
  for (const [index, { atMs }] of steps.entries()) {
    const at = formatDuration(atMs)
    const previous = steps[index - 1]
    if (previous && previous.atMs >= atMs)
      return [
        {
          path,
          message: `has a step at ${at} that does not come after the one at ${formatDuration(previous.atMs)}`,
          hint: 'write the steps in the order of time',
        },
      ]
    if (atMs >= endMs)
      return [
        {
          path,
          message: `has a step at ${at}, but the load ends at ${formatDuration(endMs)}`,
          hint: 'move the step forward, or make a phase longer',
        },
      ]
  }
  return []
}
