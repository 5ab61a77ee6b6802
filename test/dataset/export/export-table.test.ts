import { mkdirSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { realEffects } from '../../../src/base/effects.ts'
import { type ExportOptions, exportTable, openRequestsWriter, openSamplesWriter, type Sample } from '../../../src/dataset/index.ts'
import { aRun, batchOf, type Row } from '../a-run.ts'
import { meta } from '../plain-batch.ts'

const reading = (timeMs: number, signal: string, value: number | null, entity = 'machine'): Sample => ({
  timeMs,
  signal,
  entity,
  value,
  reason: value === null ? 'gone' : null,
})

async function exported(samples: Sample[], rows: Row[], options: Partial<ExportOptions> = {}) {
  const folder = aRun()
  mkdirSync(folder.root, { recursive: true })
  const requestsWriter = openRequestsWriter(folder, meta, realEffects)
  requestsWriter.append(batchOf(rows), ['r1'])
  requestsWriter.close()
  const samplesWriter = openSamplesWriter(folder, meta, realEffects)
  samplesWriter.append(samples)
  samplesWriter.close()
  const recording = {
    signals: [{ signal: 'gpu_utilization_ratio', entity: 'machine', available: false, source: null, reason: 'no NVIDIA GPU here' }],
  }
  writeFileSync(folder.environmentJson, JSON.stringify({ machine: { cores: 2 }, recording }))
  const table = await exportTable(folder, { shape: 'wide', everyMs: 1000, signals: [], ...options })
  const lines = [...table.lines].map((line) => line.trimEnd().split(','))
  return { header: lines[0], body: lines.slice(1), dictionary: table.dictionary }
}

test('the fixed columns come first, one row per interval from the origin, empty where nothing was measured', async () => {
  const { header, body } = await exported(
    [
      reading(-500, 'cpu_seconds_total', 10),
      reading(500, 'cpu_seconds_total', 11),
      reading(1500, 'cpu_seconds_total', 11.5),
      reading(3500, 'cpu_seconds_total', 12.5),
      reading(600, 'memory_used_bytes', 1000),
      reading(900, 'memory_used_bytes', 2000),
    ],
    [
      { intendedMs: 100, endMs: 130 },
      { intendedMs: 200, endMs: 210 },
      { intendedMs: 300, endMs: 320 },
      { intendedMs: 2500, endMs: 2600, outcome: 'http_error' },
    ],
  )
  expect(header).toEqual(['timestamp', 'cpu_util', 'ram_usage', 'gpu_util', 'gpu_memory', 'latency'])
  expect(body).toEqual([
    ['2026-01-02T03:04:05.678Z', '50', '2000', '', '', '20'],
    ['2026-01-02T03:04:06.678Z', '25', '', '', '', ''],
    ['2026-01-02T03:04:07.678Z', '', '', '', '', ''],
    ['2026-01-02T03:04:08.678Z', '25', '', '', '', ''],
  ])
})

test('a counter that falls began anew at zero and never gives a negative rate', async () => {
  const { header, body } = await exported(
    [
      reading(0, 'network_receive_bytes_total', 1_000_000),
      reading(500, 'network_receive_bytes_total', 1_000_100),
      reading(1500, 'network_receive_bytes_total', 40),
    ],
    [],
    { signals: ['network_receive_bytes_total'] },
  )
  expect(header?.at(-1)).toBe('network_receive_bytes_total@machine')
  expect(body.map((cells) => cells.at(-1))).toEqual(['200', '40'])
})

test('each entity of a signal gets its column, and a signal that nobody has gets an empty one', async () => {
  const { header, body } = await exported(
    [
      reading(100, 'inference_queue_depth', 3, 'replica/r2'),
      reading(200, 'inference_queue_depth', 1, 'replica/r1'),
      reading(300, 'inference_queue_depth', null, 'replica/r1'),
    ],
    [],
    { signals: ['inference_queue_depth', 'energy_joules_total'] },
  )
  expect(header?.slice(-3)).toEqual(['inference_queue_depth@replica/r1', 'inference_queue_depth@replica/r2', 'energy_joules_total'])
  expect(body[0]?.slice(-3)).toEqual(['1', '3', ''])
})

test('the data dictionary has a line per column and the reason for cells that are empty', async () => {
  const { header, dictionary } = await exported([reading(100, 'memory_used_bytes', 5)], [])
  for (const name of header ?? []) expect(dictionary).toContain(`| \`${name}\` |`)
  expect(dictionary).toMatch(/`gpu_util` .*1 of 1: no NVIDIA GPU here/)
})

test('the long form has every reading with its own time and its reason', async () => {
  const { header, body } = await exported([reading(12.5, 'cpu_seconds_total', 3.25), reading(20, 'gpu_utilization_ratio', null)], [], {
    shape: 'long',
  })
  expect(header).toEqual(['timestamp', 'time_ms', 'signal', 'entity', 'value', 'reason'])
  expect(body).toEqual([
    ['2026-01-02T03:04:05.690Z', '12.5', 'cpu_seconds_total', 'machine', '3.25', ''],
    ['2026-01-02T03:04:05.698Z', '20', 'gpu_utilization_ratio', 'machine', '', 'gone'],
  ])
})

test('a signal that is not in the catalogue is an error that says which is near', async () => {
  await expect(exported([], [], { signals: ['cpu_second_total'] })).rejects.toMatchObject({
    code: 'KD_SIGNAL_UNKNOWN',
    hint: expect.stringContaining('cpu_seconds_total'),
  })
})
