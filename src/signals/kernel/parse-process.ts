import { type KernelText, key } from './kernel-text.ts'
import type { ReadWritten } from './parse-machine.ts'

const closingBracket = 41
const [zombie, dead] = [90, 88]
const [read, write] = [key('read_bytes:'), key('write_bytes:')]

/** What /proc/PID/stat or /proc/PID/task/TID/stat tells. */
export interface TaskState {
  alive: boolean
  /** User and system time of all its threads, or of the one. */
  cpuTicks: number
  threads: number
}

export function parseTaskStat(text: KernelText, into: TaskState): void {
  text.at = text.bytes.lastIndexOf(closingBracket, text.end - 1) + 2
  const state = text.bytes[text.at]
  into.alive = state !== zombie && state !== dead
  text.skip(11)
  into.cpuTicks = text.number() + text.number()
  text.skip(4)
  into.threads = text.number()
}

/** Resident pages, from /proc/PID/statm. */
export function parseResidentPages(text: KernelText): number {
  text.rewind()
  text.skip(1)
  return text.number()
}

export function parseProcessIo(text: KernelText, into: ReadWritten): void {
  into.readBytes = text.numberAfter(read)
  into.writtenBytes = text.numberAfter(write)
}
