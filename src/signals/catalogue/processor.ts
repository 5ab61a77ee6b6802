import type { SignalDefinition } from '../contract.ts'

export const processorSignals: readonly SignalDefinition[] = [
  {
    name: 'cpu_seconds_total',
    unit: 'seconds',
    kind: 'counter',
    meaning:
      'Processor time used, user and system, over all cores; of the machine without idle time, waiting for disks and stolen time. A process that ends keeps what was last read of it.',
    entities: ['machine', 'replica', 'driver', 'conductor'],
    source:
      'machine: /proc/stat; replica: cgroup cpuacct.usage (v1) or cpu.stat (v2), without a cgroup /proc/PID/stat; driver: /proc/self/task/TID/stat; conductor: /proc/PID/stat. Macs: node:os for the machine',
    missing: 'the processes have ended; not on Linux, except of the machine',
  },
  {
    name: 'cpu_throttled_seconds_total',
    unit: 'seconds',
    kind: 'counter',
    meaning: 'Time for which the cgroup was held back because it had used up its CPU limit.',
    entities: ['replica'],
    source: 'cgroup cpu.stat: throttled_time (v1) or throttled_usec (v2)',
    missing: 'no cgroup of its own, or the cpu controller is off in it; not on Linux',
  },
  {
    name: 'cpu_steal_seconds_total',
    unit: 'seconds',
    kind: 'counter',
    meaning: 'Time, over all cores, for which the hypervisor ran something else while this machine had work to do.',
    entities: ['machine'],
    source: '/proc/stat: steal',
    missing: 'not on Linux',
  },
  {
    name: 'machine_cores_count',
    unit: 'count',
    kind: 'gauge',
    meaning: 'Cores that are online.',
    entities: ['machine'],
    source: '/proc/stat: lines cpu0, cpu1, …; Macs: node:os',
    missing: 'never',
  },
  {
    name: 'context_switches_total',
    unit: 'count',
    kind: 'counter',
    meaning: 'How often a core went from one thread to another, over all cores.',
    entities: ['machine'],
    source: '/proc/stat: ctxt',
    missing: 'not on Linux',
  },
  {
    name: 'processes_count',
    unit: 'count',
    kind: 'gauge',
    meaning: 'Processes of the replica that are alive.',
    entities: ['replica'],
    source: '/proc/PID/stat',
    missing: 'all of them have ended; not on Linux',
  },
  {
    name: 'threads_count',
    unit: 'count',
    kind: 'gauge',
    meaning: 'Threads that exist, running or not.',
    entities: ['machine', 'replica', 'conductor'],
    source: 'machine: /proc/loadavg; others: /proc/PID/stat',
    missing: 'the processes have ended; not on Linux',
  },
]
