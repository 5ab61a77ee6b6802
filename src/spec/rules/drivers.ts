import type { Fault } from '../faults.ts'
import type { Written } from '../schema/experiment.ts'

/** More drivers than connections to a replica: each needs one of its own. */
export function driverFaults({ load }: Written): Fault[] {
  const { drivers, connectionsPerReplica } = load
  if (drivers <= connectionsPerReplica) return []
  const message = `is more than the ${connectionsPerReplica} of \`load.connectionsPerReplica\`, of which each driver needs one of its own`
  return [{ path: ['load', 'drivers'], message, hint: 'raise that, or use fewer drivers' }]
}
