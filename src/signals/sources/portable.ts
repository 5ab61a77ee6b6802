import * as os from 'node:os'
import type { Source, SourceContext } from './source.ts'

/** What every operating system tells of the machine. */
export function portableMachine({ outlet }: Pick<SourceContext, 'outlet'>): Source {
  return {
    gives: ['cpu_seconds_total', 'machine_cores_count', 'memory_used_bytes', 'memory_limit_bytes'],
    read() {
      const cores = os.cpus()
      const busyMs = cores.reduce((sum, { times }) => sum + times.user + times.nice + times.sys + times.irq, 0)
      outlet.value('cpu_seconds_total', busyMs / 1000, outlet.nowMs(), 'node:os cpus()')
      outlet.value('machine_cores_count', cores.length, outlet.nowMs(), 'node:os cpus()')
      outlet.value('memory_used_bytes', os.totalmem() - os.freemem(), outlet.nowMs(), 'node:os totalmem() less freemem()')
      outlet.value('memory_limit_bytes', os.totalmem(), outlet.nowMs(), 'node:os totalmem()')
    },
    close() {},
  }
}
