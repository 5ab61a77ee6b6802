import { type KernelText, key } from './kernel-text.ts'
import type { ReadWritten } from './parse-machine.ts'

const [some, full, total] = [key('some '), key('full '), key('total=')]
const [rbytes, wbytes] = [key(' rbytes='), key(' wbytes=')]
const [read, write] = [key(' Read '), key(' Write ')]

/** Total stall times of a pressure file in microseconds; NaN where the file has no such line. */
export interface Pressure {
  someUs: number
  fullUs: number
}

export function parsePressure(text: KernelText, into: Pressure): void {
  into.someUs = into.fullUs = Number.NaN
  text.rewind()
  do {
    if (text.take(some)) into.someUs = text.seek(total) ? text.number() : Number.NaN
    else if (text.take(full)) into.fullUs = text.seek(total) ? text.number() : Number.NaN
  } while (text.nextLine())
}

type Counts = (major: number, minor: number) => boolean

/** Sums `io.stat` of a version 2 cgroup over the devices that `counts` accepts. */
export function parseIoStat(text: KernelText, counts: Counts, into: ReadWritten): void {
  into.readBytes = into.writtenBytes = 0
  text.rewind()
  while (text.at < text.end) {
    if (counts(text.number(), text.number())) {
      if (text.seek(rbytes)) into.readBytes += text.number()
      if (text.seek(wbytes)) into.writtenBytes += text.number()
    }
    text.nextLine()
  }
}

/** Sums `blkio.throttle.io_service_bytes` of a version 1 cgroup over the devices that `counts` accepts. */
export function parseBlkio(text: KernelText, counts: Counts, into: ReadWritten): void {
  into.readBytes = into.writtenBytes = 0
  text.rewind()
  while (text.at < text.end) {
    if (counts(text.number(), text.number())) {
      if (text.take(read)) into.readBytes += text.number()
      else if (text.take(write)) into.writtenBytes += text.number()
    }
    text.nextLine()
  }
}
