import { KernelFile } from '../kernel/kernel-file.ts'
import { parseTaskStat, type TaskState } from '../kernel/parse-process.ts'
import type { Source, SourceContext } from './source.ts'

/** Processor time of some threads of this process. A thread that ends keeps what was last read of it. */
export function threads({ effects, outlet, text, units }: SourceContext): Source {
  const files = new Map<number, KernelFile>()
  const ticks = new Map<number, number>()
  const state: TaskState = { alive: false, cpuTicks: 0, threads: 0 }
  return {
    gives: ['cpu_seconds_total'],
    read({ threadIds }) {
      let alive = 0
      for (const id of threadIds) {
        const file = files.get(id) ?? new KernelFile(`/proc/self/task/${id}/stat`, effects.disk)
        files.set(id, file)
        if (!file.read(text)) continue
        parseTaskStat(text, state)
        ticks.set(id, state.cpuTicks)
        alive++
      }
      const timeMs = outlet.nowMs()
      if (alive === 0) return outlet.missing('cpu_seconds_total', timeMs, 'its threads have ended')
      const total = [...ticks.values()].reduce((sum, one) => sum + one, 0)
      outlet.value('cpu_seconds_total', total / units.ticksPerSecond, timeMs, '/proc/self/task/TID/stat')
    },
    close() {
      for (const file of files.values()) file.close()
    },
  }
}
