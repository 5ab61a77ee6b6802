import { WatchedProcess } from '../kernel/watched-process.ts'
import type { Source, SourceContext } from './source.ts'

const allSignals = [
  'cpu_seconds_total',
  'memory_used_bytes',
  'disk_read_bytes_total',
  'disk_write_bytes_total',
  'threads_count',
  'processes_count',
]

/** Sums over the processes of an entity, of all signals that are not `covered` by a better source. Counters keep what ended processes had used, so they never fall. */
export function processes(covered: ReadonlySet<string>, { effects, outlet, text, units }: SourceContext): Source {
  const gives = allSignals.filter((signal) => !covered.has(signal))
  const isAsked = (signal: string) => gives.includes(signal) && outlet.wants(signal)
  const asks = {
    memory: isAsked('memory_used_bytes'),
    disk: isAsked('disk_read_bytes_total') || isAsked('disk_write_bytes_total'),
  }
  const watched = new Map<number, WatchedProcess>()

  return {
    gives,
    read({ pids }) {
      for (const pid of pids) if (!watched.has(pid)) watched.set(pid, new WatchedProcess(pid, effects.disk))
      const sum = { alive: 0, cpuTicks: 0, threads: 0, pages: 0, readBytes: 0, writtenBytes: 0 }
      let reason = ''
      for (const [pid, process] of watched) {
        if (!pids.includes(pid)) process.close()
        process.read(text, asks)
        sum.alive += process.alive ? 1 : 0
        sum.cpuTicks += process.cpuTicks
        sum.threads += process.threads
        sum.pages += process.residentPages
        sum.readBytes += process.readBytes
        sum.writtenBytes += process.writtenBytes
        reason = process.reason || reason
      }
      const timeMs = outlet.nowMs()
      if (sum.alive === 0) reason = pids.length === 0 ? 'none of its processes is known' : `process ${pids.join(', ')} has ended`
      const give = (signal: string, value: number, source: string) => {
        if (covered.has(signal)) return
        if (sum.alive === 0 || (Number.isNaN(value) && reason)) outlet.missing(signal, timeMs, reason)
        else outlet.value(signal, value, timeMs, source)
      }
      give('cpu_seconds_total', sum.cpuTicks / units.ticksPerSecond, '/proc/PID/stat')
      give('threads_count', sum.threads, '/proc/PID/stat')
      give('processes_count', sum.alive, '/proc/PID/stat')
      give('memory_used_bytes', sum.pages * units.pageBytes, '/proc/PID/statm: sum of resident sets')
      give('disk_read_bytes_total', sum.readBytes, '/proc/PID/io')
      give('disk_write_bytes_total', sum.writtenBytes, '/proc/PID/io')
    },
    close() {
      for (const process of watched.values()) process.close()
    },
  }
}
