import type { SignalDefinition } from '../contract.ts'

const network = {
  unit: 'bytes',
  kind: 'counter',
  entities: ['machine'],
  source: '/proc/self/net/dev',
  missing: 'not on Linux',
} as const

const disk = {
  unit: 'bytes',
  kind: 'counter',
  entities: ['machine', 'replica', 'conductor'],
  source:
    'machine: /proc/diskstats; replica: cgroup blkio.throttle.io_service_bytes_recursive (v1) or io.stat (v2), without a cgroup /proc/PID/io; conductor: /proc/PID/io',
  missing: 'no disk with hardware beneath is known; /proc/PID/io belongs to another user; the processes have ended; not on Linux',
} as const

const cards =
  'interfaces with hardware beneath, so that bridges and virtual pairs do not count a byte twice; where none has any (inside a container), over all but loopback'
const disks = 'of the machine over whole disks with hardware beneath, so that partitions, loops and volumes do not count a byte twice'

export const trafficSignals: readonly SignalDefinition[] = [
  { name: 'network_receive_bytes_total', meaning: `Bytes received, over ${cards}.`, ...network },
  { name: 'network_transmit_bytes_total', meaning: `Bytes sent, over ${cards}.`, ...network },
  {
    name: 'network_loopback_bytes_total',
    meaning: 'Bytes that went through the loopback interface, each counted once: the traffic between a driver and replicas of one machine.',
    ...network,
  },
  { name: 'disk_read_bytes_total', meaning: `Bytes that disks really read; ${disks}.`, ...disk },
  {
    name: 'disk_write_bytes_total',
    meaning: `Bytes that disks were really given to write; ${disks}. Version 1 cgroups do not see what the kernel writes back later.`,
    ...disk,
  },
]
