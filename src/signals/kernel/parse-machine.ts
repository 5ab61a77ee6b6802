import { type KernelText, key } from './kernel-text.ts'

const [cpu, total, available, colon] = [key('cpu'), key('MemTotal:'), key('MemAvailable:'), key(':')]
const contextSwitches = key('ctxt ')
const slash = key('/')

/** Processor times of /proc/stat in ticks, summed over all cores; NaN stands for what the text does not tell. */
export interface ProcessorTimes {
  busyTicks: number
  stealTicks: number
  cores: number
  contextSwitches: number
}

export function parseStat(text: KernelText, into: ProcessorTimes): void {
  into.busyTicks = into.stealTicks = Number.NaN
  into.cores = 0
  text.rewind()
  do {
    if (!text.take(cpu)) continue
    if (text.bytes[text.at] !== 32) {
      if (!Number.isNaN(text.number())) into.cores++
      continue
    }
    const running = text.number() + text.number() + text.number()
    text.skip(2)
    into.busyTicks = running + text.number() + text.number()
    into.stealTicks = text.number()
  } while (text.nextLine())
  into.contextSwitches = text.numberAfter(contextSwitches)
  if (into.cores === 0 || Number.isNaN(into.contextSwitches)) into.cores = Number.NaN
}

/** Bytes of /proc/meminfo. */
export interface MachineMemory {
  totalBytes: number
  usedBytes: number
}

export function parseMemory(text: KernelText, into: MachineMemory): void {
  into.totalBytes = text.numberAfter(total) * 1024
  into.usedBytes = into.totalBytes - text.numberAfter(available) * 1024
}

/** How many threads exist, from /proc/loadavg (`0.19 0.91 0.97 1/102 22905`). */
export function parseThreads(text: KernelText): number {
  text.rewind()
  return text.seek(slash) ? text.number() : Number.NaN
}

/** Bytes read and written, of one thing or summed over several. */
export interface ReadWritten {
  readBytes: number
  writtenBytes: number
}

/** Sums /proc/diskstats over the devices that `counts` accepts; NaN when there are none. */
export function parseDiskstats(text: KernelText, counts: (major: number, minor: number) => boolean, into: ReadWritten): void {
  const sectorBytes = 512
  let devices = 0
  into.readBytes = into.writtenBytes = 0
  text.rewind()
  do {
    const major = text.number()
    const minor = text.number()
    if (!counts(major, minor)) continue
    text.skip(3)
    into.readBytes += text.number() * sectorBytes
    text.skip(3)
    into.writtenBytes += text.number() * sectorBytes
    devices++
  } while (text.nextLine())
  if (devices === 0) into.readBytes = into.writtenBytes = Number.NaN
}

/** Calls back with the name and the bytes of each interface in /proc/net/dev. */
export function parseNetDev(text: KernelText, onInterface: (name: string, receivedBytes: number, sentBytes: number) => void): void {
  text.rewind()
  do {
    while (text.bytes[text.at] === 32 && text.at < text.end) text.at++
    const start = text.at
    if (!text.seek(colon)) continue
    const name = text.bytes.toString('latin1', start, text.at - 1)
    const received = text.number()
    text.skip(7)
    onInterface(name, received, text.number())
  } while (text.nextLine())
}
