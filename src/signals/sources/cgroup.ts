import { KernelFile } from '../kernel/kernel-file.ts'
import { key } from '../kernel/kernel-text.ts'
import { parseBlkio, parseIoStat } from '../kernel/parse-cgroup.ts'
import type { ReadWritten } from '../kernel/parse-machine.ts'
import { absent, fileSource, type Source, type SourceContext } from './source.ts'

const keys = {
  usage: key('usage_usec'),
  throttled: { 1: key('throttled_time'), 2: key('throttled_usec') },
  inactiveFile: { 1: key('total_inactive_file'), 2: key('inactive_file') },
}

/** Version 1 says "no limit" with the largest whole number of pages. */
const unlimitedBytes = 2 ** 62

type Version = 1 | 2

/** Processor time of a cgroup, from `cpuacct.usage` (version 1) or `cpu.stat` (version 2). */
export function cgroupProcessor(version: Version, path: string, context: SourceContext): Source {
  const { outlet, text } = context
  return fileSource(path, ['cpu_seconds_total'], context, (timeMs) => {
    const seconds = version === 1 ? text.number() / 1e9 : text.numberAfter(keys.usage) / 1e6
    outlet.value('cpu_seconds_total', seconds, timeMs, path)
  })
}

/** For how long a cgroup was held back by its CPU limit. */
export function cgroupThrottling(version: Version, folder: string | null, context: SourceContext): Source {
  const { outlet, text } = context
  const gives = ['cpu_throttled_seconds_total']
  if (folder === null) return absent(gives, 'it is in no cpu cgroup of its own', context)
  const path = `${folder}/cpu.stat`
  return fileSource(path, gives, context, (timeMs) => {
    const seconds = text.numberAfter(keys.throttled[version]) / (version === 1 ? 1e9 : 1e6)
    outlet.value('cpu_throttled_seconds_total', seconds, timeMs, path)
  })
}

/** Working set of a cgroup: what it uses less file pages that the kernel would give up first. */
export function cgroupMemory(version: Version, usagePath: string, context: SourceContext): Source {
  const { effects, outlet, text } = context
  const usage = new KernelFile(usagePath, effects.disk)
  const stat = new KernelFile(`${usagePath.slice(0, usagePath.lastIndexOf('/'))}/memory.stat`, effects.disk)
  const source = `${usagePath} less inactive_file of memory.stat`
  return {
    gives: ['memory_used_bytes'],
    read() {
      if (!usage.read(text)) return outlet.missing('memory_used_bytes', outlet.nowMs(), usage.reason)
      const usedBytes = text.number()
      if (!stat.read(text)) return outlet.missing('memory_used_bytes', outlet.nowMs(), stat.reason)
      const inactiveBytes = text.numberAfter(keys.inactiveFile[version])
      outlet.value('memory_used_bytes', Math.max(0, usedBytes - inactiveBytes), outlet.nowMs(), source)
    },
    close() {
      usage.close()
      stat.close()
    },
  }
}

/** The memory limit of a cgroup. */
export function cgroupMemoryLimit(version: Version, folder: string | null, context: SourceContext): Source {
  const { outlet, text } = context
  const gives = ['memory_limit_bytes']
  if (folder === null) return absent(gives, 'it is in no memory cgroup of its own', context)
  const path = `${folder}/${version === 1 ? 'memory.limit_in_bytes' : 'memory.max'}`
  return fileSource(path, gives, context, (timeMs) => {
    const limitBytes = text.number()
    if (limitBytes < unlimitedBytes) outlet.value('memory_limit_bytes', limitBytes, timeMs, path)
    else outlet.missing('memory_limit_bytes', timeMs, 'no memory limit is set')
  })
}

/** What a cgroup had disks read and write. */
export function cgroupDisks(version: Version, path: string, context: SourceContext): Source {
  const { outlet, text, isHardwareDisk } = context
  const parse = version === 1 ? parseBlkio : parseIoStat
  const sum: ReadWritten = { readBytes: 0, writtenBytes: 0 }
  return fileSource(path, ['disk_read_bytes_total', 'disk_write_bytes_total'], context, (timeMs) => {
    parse(text, isHardwareDisk, sum)
    outlet.value('disk_read_bytes_total', sum.readBytes, timeMs, path)
    outlet.value('disk_write_bytes_total', sum.writtenBytes, timeMs, path)
  })
}
