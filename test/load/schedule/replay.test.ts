import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { realEffects } from '../../../src/base/effects.ts'
import { openRequestsWriter, runFolder } from '../../../src/dataset/index.ts'
import { readRecordings, scheduleOf } from '../../../src/load/index.ts'
import type { Phase } from '../../../src/spec/index.ts'
import { ksDistance } from './distributions.ts'

const folder = mkdtempSync(join(tmpdir(), 'load-replay-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function phase(durationMs: number, { file = 'a.csv', speed = 1, scale = 1 } = {}): Phase {
  return { name: 'again', durationMs, warmup: false, demand: { kind: 'replay', replay: { file, speed, scale } } }
}

function replay(recordedMs: number[], again: Phase, seed = 1): Float64Array {
  const before: Phase = { name: 'before', durationMs: 5000, warmup: true, demand: { kind: 'clients', clients: 1 } }
  const recordings = new Map([['a.csv', Float64Array.from(recordedMs)]])
  return scheduleOf({ phases: [before, again] }, seed, recordings)[1]?.arrivalsMs as Float64Array
}

test('a recording plays from the start of its phase and is cut at its end', () => {
  expect([...replay([1_000_000, 1_000_500, 1_001_999, 1_002_000], phase(2000))]).toEqual([5000, 5500, 6999])
})

test('at twice the speed it takes half the time', () => {
  expect([...replay([40, 540, 2040, 4540], phase(2000, { speed: 2 }))]).toEqual([5000, 5250, 6000])
})

const evenly = Array.from({ length: 20_000 }, (_, index) => index * 10)

test('a scale below 1 keeps that share of the arrivals, each by chance', () => {
  const half = replay(evenly, phase(200_000, { scale: 0.5 }))
  expect(Math.abs(half.length - 10_000)).toBeLessThan(4 * Math.sqrt(20_000 * 0.25))
  expect(half.every((atMs) => (atMs - 5000) % 10 === 0)).toBe(true)
  expect(half).toEqual(replay(evenly, phase(200_000, { scale: 0.5 })))
  expect(half).not.toEqual(replay(evenly, phase(200_000, { scale: 0.5 }), 2))
})

test('a scale above 1 puts companions at random instants before the next arrival, and keeps every arrival', () => {
  const more = replay(evenly, phase(200_000, { scale: 2.25 }))
  expect(Math.abs(more.length - 45_000)).toBeLessThan(4 * Math.sqrt(20_000 * 0.25 * 0.75) + 1)
  const companions = more.filter((atMs) => (atMs - 5000) % 10 !== 0)
  expect(more.length - companions.length).toBeGreaterThanOrEqual(20_000)
  const within = companions.map((atMs) => (atMs - 5000) % 10)
  expect(ksDistance(within, (ms) => ms / 10) * Math.sqrt(within.length)).toBeLessThan(1.63)
})

test('however it is scaled, arrivals are sorted and lie within the phase', () => {
  const recordings = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 50 })
  const factors = fc.double({ min: 0.01, max: 20, noNaN: true })
  fc.assert(
    fc.property(recordings, factors, factors, fc.integer({ min: 1, max: 100_000 }), (recorded, speed, scale, durationMs) => {
      const arrivals = replay(
        recorded.sort((a, b) => a - b),
        phase(durationMs, { speed, scale }),
      )
      for (const [index, atMs] of arrivals.entries()) {
        if (!(atMs >= (arrivals[index - 1] ?? 5000) && atMs < 5000 + durationMs)) expect.unreachable(`arrival ${index} at ${atMs}`)
      }
    }),
    { numRuns: 500, seed: 1 },
  )
})

async function read(file: string, content?: string): Promise<number[]> {
  if (content !== undefined) writeFileSync(join(folder, file), content)
  const recordings = await readRecordings({ phases: [phase(1, { file }), phase(2, { file })] }, folder)
  return [...(recordings.get(file) as Float64Array)]
}

test('a CSV file tells by its heading which column holds times, and in which unit', async () => {
  expect(await read('a.csv', 'arrival_ms\n3\n1.5\n')).toEqual([1.5, 3])
  expect(await read('b.csv', '\uFEFFuser,"t_s"\r\nann,1.5\r\nbob,3e0\r\n')).toEqual([1500, 3000])
  expect(await read('c.csv', 's\n0\n')).toEqual([0])
})

test.each([
  ['has no column of times', 'time\n1\n', 'head it by its unit, such as `arrival_s` or `arrival_ms`'],
  ['has no time in line 3, but "soon"', 't_s\n1\nsoon\n', 'a time is a number, such as 12.5'],
  ['has no time in line 3, but ""', 't_s,x\n1,1\n,2\n', 'a time is a number, such as 12.5'],
  [
    'has 3 cells in line 2, and 2 in its heading',
    'who,t_s\n"Li, An",1\n',
    'commas within a cell are not understood: the column of times alone is enough',
  ],
  ['has no arrivals', 't_s\n', 'a row is an arrival; below the heading there is none'],
])('a recording that %s is refused with what to do', async (message, content, hint) => {
  await expect(read('bad.csv', content)).rejects.toMatchObject({ message: `the recording bad.csv ${message}`, hint })
})

test('a recording that is not there is told by where it was looked for', async () => {
  await expect(read('none.csv')).rejects.toMatchObject({
    code: 'KD_FILE_NOT_FOUND',
    message: expect.stringContaining(join(folder, 'none.csv')),
  })
})

test('the requests of another run can be asked for once more', async () => {
  const run = runFolder(folder, 'experiment', 'aaaa1111-001')
  realEffects.disk.mkdirSync(run.root, { recursive: true })
  const origin = { wallMs: 0, monotonicNs: 0n }
  const writer = openRequestsWriter(run, { runId: run.runId, origin, phases: [phase(1000)] }, realEffects)
  const none = () => new Float64Array(3).fill(Number.NaN)
  writer.append(
    {
      count: 3,
      id: Uint32Array.of(0, 1, 2),
      phase: new Uint16Array(3),
      request: new Uint16Array(3),
      replica: new Uint16Array(3),
      intendedMs: Float64Array.of(300, 100, 250.5),
      sentMs: none(),
      firstByteMs: none(),
      endMs: none(),
      status: new Uint16Array(3),
      outcome: new Uint8Array(3),
      sentBytes: new Uint32Array(3),
      receivedBytes: new Uint32Array(3),
      decodeMs: none(),
      queueMs: none(),
      inferMs: none(),
      encodeMs: none(),
    },
    ['r1'],
  )
  writer.close()
  expect(await read('experiment/aaaa1111-001/requests.parquet')).toEqual([100, 250.5, 300])
})
