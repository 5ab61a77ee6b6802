import {
  type MachineMemory,
  type ProcessorTimes,
  parseDiskstats,
  parseMemory,
  parseStat,
  parseThreads,
  type ReadWritten,
} from '../kernel/parse-machine.ts'
import { fileSource, type Source, type SourceContext } from './source.ts'

/** Processor time of the machine. */
export function machineProcessor(context: SourceContext): Source {
  const { outlet, text, units } = context
  const path = '/proc/stat'
  const gives = ['cpu_seconds_total', 'cpu_steal_seconds_total', 'machine_cores_count', 'context_switches_total']
  const times: ProcessorTimes = { busyTicks: 0, stealTicks: 0, cores: 0, contextSwitches: 0 }
  return fileSource(path, gives, context, (timeMs) => {
    parseStat(text, times)
    outlet.value('cpu_seconds_total', times.busyTicks / units.ticksPerSecond, timeMs, path)
    outlet.value('cpu_steal_seconds_total', times.stealTicks / units.ticksPerSecond, timeMs, path)
    outlet.value('machine_cores_count', times.cores, timeMs, path)
    outlet.value('context_switches_total', times.contextSwitches, timeMs, path)
  })
}

/** How many threads the machine has. */
export function machineThreads(context: SourceContext): Source {
  const path = '/proc/loadavg'
  return fileSource(path, ['threads_count'], context, (timeMs) => {
    context.outlet.value('threads_count', parseThreads(context.text), timeMs, path)
  })
}

/** Memory of the machine. */
export function machineMemory(context: SourceContext): Source {
  const { outlet, text } = context
  const path = '/proc/meminfo'
  const memory: MachineMemory = { totalBytes: 0, usedBytes: 0 }
  return fileSource(path, ['memory_used_bytes', 'memory_limit_bytes'], context, (timeMs) => {
    parseMemory(text, memory)
    outlet.value('memory_used_bytes', memory.usedBytes, timeMs, `${path}: MemTotal less MemAvailable`)
    outlet.value('memory_limit_bytes', memory.totalBytes, timeMs, `${path}: MemTotal`)
  })
}

/** What the disks of the machine did. */
export function machineDisks(context: SourceContext): Source {
  const { outlet, text, isHardwareDisk } = context
  const path = '/proc/diskstats'
  const sum: ReadWritten = { readBytes: 0, writtenBytes: 0 }
  return fileSource(path, ['disk_read_bytes_total', 'disk_write_bytes_total'], context, (timeMs) => {
    parseDiskstats(text, isHardwareDisk, sum)
    if (Number.isNaN(sum.readBytes)) {
      outlet.missing('disk_read_bytes_total', timeMs, `${path} lists no disk with hardware beneath`)
      outlet.missing('disk_write_bytes_total', timeMs, `${path} lists no disk with hardware beneath`)
      return
    }
    outlet.value('disk_read_bytes_total', sum.readBytes, timeMs, path)
    outlet.value('disk_write_bytes_total', sum.writtenBytes, timeMs, path)
  })
}
