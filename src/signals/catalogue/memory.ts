import type { SignalDefinition } from '../contract.ts'

export const memorySignals: readonly SignalDefinition[] = [
  {
    name: 'memory_used_bytes',
    unit: 'bytes',
    kind: 'gauge',
    meaning:
      'Memory that cannot be had back without swapping or ending something: of the machine its total less what is available, of a cgroup its working set (usage less inactive file pages), of processes the sum of their resident sets, in which shared pages count once for each.',
    entities: ['machine', 'replica', 'driver', 'conductor'],
    source:
      'machine: /proc/meminfo; replica: cgroup memory.usage_in_bytes (v1) or memory.current (v2) less inactive_file of memory.stat, without a cgroup /proc/PID/statm; conductor: /proc/PID/statm. Macs: node:os for the machine',
    missing:
      'of the driver always: its threads share the memory of their process; the processes have ended; not on Linux, except of the machine',
  },
  {
    name: 'memory_limit_bytes',
    unit: 'bytes',
    kind: 'gauge',
    meaning: 'Memory that may be used at most: of the machine all that it has, of a replica the limit of its cgroup.',
    entities: ['machine', 'replica'],
    source: 'machine: /proc/meminfo; replica: cgroup memory.limit_in_bytes (v1) or memory.max (v2). Macs: node:os for the machine',
    missing: 'no limit is set, or there is no cgroup',
  },
]
