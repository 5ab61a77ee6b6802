import type { Fault } from '../faults.ts'
import type { Written } from '../schema/experiment.ts'

/** Limits that lie below what is requested, which Kubernetes refuses. */
export function resourceFaults({ workload }: Written): Fault[] {
  const { requests, limits } = workload.resources
  return (['cpu', 'memory'] as const).flatMap((key) => {
    const requested = requests[key] ?? 0
    const limit = limits[key] ?? Number.POSITIVE_INFINITY
    const path = ['workload', 'resources', 'limits', key]
    return limit < requested
      ? [
          {
            path,
            message: `is lower than what is requested in \`workload.resources.requests.${key}\``,
            hint: 'raise the limit or lower the request',
          },
        ]
      : []
  })
}
