import { describe, expect, test } from 'vitest'
import { key } from '../../../src/signals/kernel/kernel-text.ts'
import { parseBlkio, parseIoStat, parsePressure } from '../../../src/signals/kernel/parse-cgroup.ts'
import { parseDiskstats, parseMemory, parseNetDev, parseStat, parseThreads } from '../../../src/signals/kernel/parse-machine.ts'
import { parseProcessIo, parseResidentPages, parseTaskStat } from '../../../src/signals/kernel/parse-process.ts'
import * as recorded from './recorded.ts'
import { textOf } from './text-of.ts'

const isWholeDisk = (major: number, minor: number) => (major === 259 || major === 8) && minor === 0

const parsers: Record<string, { text: string; parse(content: string): Record<string, number>; truth: Record<string, number> }> = {
  '/proc/stat': {
    text: recorded.stat,
    parse: (content) => filled(parseStat, content, { busyTicks: 0, stealTicks: 0, cores: 0, contextSwitches: 0 }),
    truth: { busyTicks: 69542 + 40502 + 27944 + 10 + 673, stealTicks: 324, cores: 2, contextSwitches: 4261512 },
  },
  '/proc/loadavg': {
    text: '0.19 0.91 0.97 1/102 22905\n',
    parse: (content) => ({ threads: parseThreads(textOf(content)) }),
    truth: { threads: 102 },
  },
  '/proc/meminfo': {
    text: recorded.meminfo,
    parse: (content) => filled(parseMemory, content, { totalBytes: 0, usedBytes: 0 }),
    truth: { totalBytes: 24684092 * 1024, usedBytes: (24684092 - 22850876) * 1024 },
  },
  'a pressure file': {
    text: recorded.pressure,
    parse: (content) => filled(parsePressure, content, { someUs: 0, fullUs: 0 }),
    truth: { someUs: 410137850, fullUs: 9468651 },
  },
  '/proc/PID/stat of a process with brackets in its name': {
    text: recorded.taskStat,
    parse(content) {
      const { cpuTicks, threads } = filled(parseTaskStat, content, { alive: false, cpuTicks: 0, threads: 0 })
      return { cpuTicks, threads }
    },
    truth: { cpuTicks: 168, threads: 17 },
  },
  '/proc/PID/statm': {
    text: recorded.statm,
    parse: (content) => ({ pages: parseResidentPages(textOf(content)) }),
    truth: { pages: 405 },
  },
  '/proc/PID/io': {
    text: recorded.processIo,
    parse: (content) => filled(parseProcessIo, content, { readBytes: 0, writtenBytes: 0 }),
    truth: { readBytes: 4096, writtenBytes: 8192 },
  },
}

describe.each(Object.entries(parsers))('%s', (_, { text, parse, truth }) => {
  test('is read as it stands', () => {
    expect(parse(text)).toEqual(truth)
  })

  test('gives no wrong number when it is cut off anywhere', () => {
    for (let length = 0; length < text.length; length++) {
      for (const [name, value] of Object.entries(parse(text.slice(0, length)))) {
        if (!Number.isNaN(value)) expect(value, `${name} of the first ${length} bytes`).toBe(truth[name])
      }
    }
  })
})

test('disks are summed over whole disks with hardware beneath', () => {
  const sum = { readBytes: 0, writtenBytes: 0 }
  parseDiskstats(textOf(recorded.diskstats), isWholeDisk, sum)
  expect(sum).toEqual({ readBytes: (6170434 + 100) * 512, writtenBytes: (22281648 + 200) * 512 })
})

test('a machine without such disks has no number, rather than 0', () => {
  const sum = { readBytes: 0, writtenBytes: 0 }
  parseDiskstats(textOf(recorded.diskstats), () => false, sum)
  expect(sum).toEqual({ readBytes: Number.NaN, writtenBytes: Number.NaN })
})

test('interfaces are read with their names, also where the number follows the colon at once', () => {
  const found: unknown[] = []
  parseNetDev(textOf(recorded.netDev), (...one) => found.push(one))
  expect(found).toEqual([
    ['lo', 106151518, 106151518],
    ['eth0', 1490200557, 3653697],
    ['docker0', 7, 9],
  ])
})

test('an interface whose line is cut off has no number', () => {
  const found: unknown[] = []
  parseNetDev(textOf(recorded.netDev.slice(0, recorded.netDev.indexOf('36536') + 4)), (...one) => found.push(one))
  expect(found.at(-1)).toEqual(['eth0', 1490200557, Number.NaN])
})

test.each([
  ['io.stat', recorded.ioStat, parseIoStat],
  ['blkio.throttle.io_service_bytes', recorded.blkio, parseBlkio],
])('%s is summed over whole disks', (_, content, parse) => {
  const sum = { readBytes: 0, writtenBytes: 0 }
  parse(textOf(content), isWholeDisk, sum)
  expect(sum).toEqual({ readBytes: 1010, writtenBytes: 2020 })
})

test('a cgroup that has done no input or output yet has read and written 0 bytes', () => {
  const sum = { readBytes: 1, writtenBytes: 1 }
  parseIoStat(textOf(''), isWholeDisk, sum)
  expect(sum).toEqual({ readBytes: 0, writtenBytes: 0 })
})

test('a pressure file without a line for full has no number for it', () => {
  const into = filled(parsePressure, recorded.pressureWithoutFull, { someUs: 0, fullUs: 0 })
  expect(into).toEqual({ someUs: 410137850, fullUs: Number.NaN })
})

test('a zombie is not alive, and its processor time is its last', () => {
  const into = { alive: true, cpuTicks: 0, threads: 0 }
  parseTaskStat(textOf(recorded.zombieStat), into)
  expect(into).toMatchObject({ alive: false, cpuTicks: 168 })
})

test('a key is found at the start of a line only', () => {
  expect(textOf('cancelled_write_bytes: 5\nwrite_bytes: 6\n').numberAfter(key('write_bytes:'))).toBe(6)
  expect(textOf('limit max\n').numberAfter(key('limit'))).toBeNaN()
})

function filled<T>(parse: (text: ReturnType<typeof textOf>, into: T) => void, content: string, into: T): T {
  parse(textOf(content), into)
  return into
}
