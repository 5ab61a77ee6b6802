import type { SignalDefinition } from '../contract.ts'

const resources = { cpu: 'a core', memory: 'memory', io: 'a disk' } as const
const degrees = { some: 'at least one task', full: 'every task that was not idle, all at once,' } as const

/** Pressure stall information: the kernel's own measure of how long work had to wait for what it lacked. */
export const pressureSignals: readonly SignalDefinition[] = Object.entries(resources).flatMap(([resource, lacking]) =>
  Object.entries(degrees).map(
    ([degree, who]): SignalDefinition => ({
      name: `psi_${resource}_${degree}_seconds_total`,
      unit: 'seconds',
      kind: 'counter',
      meaning: `Time in which ${who} waited for ${lacking}.`,
      entities: ['machine', 'replica'],
      source: `machine: /proc/pressure/${resource}; replica: cgroup2 ${resource}.pressure; field total of line ${degree}`,
      missing: `${resource === 'cpu' && degree === 'full' ? 'of a machine always: the kernel defines it for cgroups only; ' : ''}the kernel keeps no PSI (CONFIG_PSI, psi=1); the replica is in no cgroup2; not on Linux`,
    }),
  ),
)
