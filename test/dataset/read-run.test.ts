import { execFileSync } from 'node:child_process'
import { readFileSync, renameSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { realEffects } from '../../src/base/effects.ts'
import { openRequestsWriter, openSamplesWriter, outcomes, readRequests, readSamples, requestColumns } from '../../src/dataset/index.ts'
import { openParquetFile } from '../../src/dataset/parquet-file.ts'
import { needs, service } from '../services/service.ts'
import { aRun, batchOf, type Row } from './a-run.ts'
import { meta, batchOf as plainBatch } from './plain-batch.ts'

const { mkdirSync, existsSync } = realEffects.disk

function written(rows: readonly Row[], replicas: readonly string[] = ['r1', 'r2']) {
  const folder = aRun()
  mkdirSync(folder.root, { recursive: true })
  const writer = openRequestsWriter(folder, meta, realEffects)
  writer.append(batchOf(rows), replicas)
  writer.close()
  return folder
}

test('requests are read as they were written, missing ones as missing', async () => {
  const folder = written([
    { phase: 0, replica: 1, intendedMs: 10, sentMs: 10.25, firstByteMs: 11, endMs: 12.5, status: 200, inferMs: 1.125 },
    { intendedMs: 20, outcome: 'no_replica' },
  ])
  const table = await readRequests(folder)
  expect(table.count).toBe(2)
  expect(table.closed).toBe(true)
  expect(table.origin.wallMs).toBe(meta.origin.wallMs)
  expect([...table.intendedMs]).toEqual([10, 20])
  expect([...table.sentMs]).toEqual([10.25, Number.NaN])
  expect([...table.inferMs]).toEqual([1.125, Number.NaN])
  expect([...table.status]).toEqual([200, Number.NaN])
  expect([...table.warmup]).toEqual([1, 0])
  expect([...table.phase.codes].map((code) => table.phase.names[code])).toEqual(['warm-up', 'steady'])
  expect([...table.replica.codes].map((code) => table.replica.names[code] ?? null)).toEqual(['r2', null])
  expect([...table.outcome.codes].map((code) => table.outcome.names[code])).toEqual(['ok', 'no_replica'])
})

test('each row names its request, and a run of before there were any has none', async () => {
  const namesOf = ({ request }: Awaited<ReturnType<typeof readRequests>>) => [...request.codes].map((code) => request.names[code] ?? null)
  const row = { intendedMs: 1 }
  expect(namesOf(await readRequests(written([{ ...row, request: 1 }, row, { ...row, request: 0 }])))).toEqual(['text', null, 'photo'])

  const folder = aRun()
  mkdirSync(folder.root, { recursive: true })
  const columns = requestColumns.filter(({ name }) => name !== 'request')
  const file = openParquetFile(folder.requests, columns, { 'kubedyno.version': '1', 'kubedyno.origin_wall_ms': '0' }, realEffects)
  const values = { int32: 7, double: 1.5, boolean: false, text: 'ok' }
  file.writeGroup(new Map(columns.map(({ name, type }) => [name, [values[type], values[type]]])))
  file.close()
  const old = await readRequests(folder)
  expect([namesOf(old), [...old.intendedMs]]).toEqual([
    [null, null],
    [1.5, 1.5],
  ])
})

test('any rows survive the way to the disk and back, over several row groups', async () => {
  const time = fc.option(fc.double({ min: -1e4, max: 1e9, noNaN: true }), { nil: undefined })
  const row = fc.record(
    {
      phase: fc.integer({ min: 0, max: 1 }),
      replica: fc.constantFrom(0, 1, 0xffff),
      intendedMs: fc.double({ min: 0, max: 1e9, noNaN: true }),
      sentMs: time,
      endMs: time,
      outcome: fc.constantFrom(...outcomes),
    },
    { requiredKeys: ['intendedMs'] },
  )
  await fc.assert(
    fc.asyncProperty(fc.array(row, { maxLength: 40 }), fc.integer({ min: 1, max: 10 }), async (rows, groups) => {
      const folder = aRun()
      mkdirSync(folder.root, { recursive: true })
      const writer = openRequestsWriter(folder, meta, realEffects)
      for (let from = 0; from < rows.length; from += groups) {
        writer.append(batchOf(rows.slice(from, from + groups)), ['r1', 'r2'])
        writer.flush()
      }
      writer.close()
      const table = await readRequests(folder)
      expect(table.count).toBe(rows.length)
      const wanted = batchOf(rows)
      expect([...table.intendedMs]).toEqual([...wanted.intendedMs])
      expect([...table.sentMs]).toEqual([...wanted.sentMs])
      expect([...table.endMs]).toEqual([...wanted.endMs])
      expect([...table.outcome.codes].map((code) => table.outcome.names[code])).toEqual(rows.map(({ outcome }) => outcome ?? 'ok'))
    }),
    { numRuns: 60 },
  )
})

test('a run without a single request is an empty table', async () => {
  expect((await readRequests(written([]))).count).toBe(0)
})

test('a run that was cut off before its first row, or before it was under way, is an empty table that says so', async () => {
  const folder = aRun()
  expect(await readRequests(folder)).toMatchObject({ count: 0, closed: false })
  mkdirSync(folder.root, { recursive: true })
  openRequestsWriter(folder, meta, realEffects)
  expect(await readRequests(folder)).toMatchObject({ count: 0, closed: false, origin: { wallMs: meta.origin.wallMs } })
})

test('a file under way that was cut is read up to its last whole row group, and says how many rows are gone', async () => {
  const folder = aRun()
  mkdirSync(folder.root, { recursive: true })
  const writer = openRequestsWriter(folder, meta, realEffects)
  const sizes = [0, 1, 2, 3].map((group) => {
    writer.append(plainBatch(group * 50, 50), [])
    writer.flush()
    return statSync(`${folder.requests}.part`).size
  })
  const whole = sizes.at(-1) ?? 0
  for (let size = whole; size >= 0; size -= 97) {
    truncateSync(`${folder.requests}.part`, size)
    const table = await readRequests(folder)
    const count = 50 * sizes.filter((end) => end <= size).length
    expect(table).toMatchObject({ count, lostRows: 200 - count, closed: false })
    expect([...table.intendedMs]).toEqual(Array.from({ length: count }, (_, row) => row))
  }
  writer.close()
})

test('samples keep their own times, and missing values their reason', async () => {
  const folder = aRun()
  mkdirSync(folder.root, { recursive: true })
  const writer = openSamplesWriter(folder, meta, realEffects)
  writer.append([
    { timeMs: -3.5, signal: 'cpu_seconds_total', entity: 'machine', value: 12.75, reason: null },
    { timeMs: 4, signal: 'gpu_utilization_ratio', entity: 'machine', value: null, reason: 'no NVIDIA GPU here' },
  ])
  writer.close()
  const table = await readSamples(folder)
  expect([...table.timeMs]).toEqual([-3.5, 4])
  expect([...table.value]).toEqual([12.75, Number.NaN])
  expect(table.reason.names[table.reason.codes[1] ?? -1]).toBe('no NVIDIA GPU here')
  expect(table.reason.names[table.reason.codes[0] ?? -1]).toBeUndefined()
})

test('a file that was never closed is read up to its last row group', async () => {
  const folder = aRun()
  mkdirSync(folder.root, { recursive: true })
  const writer = openRequestsWriter(folder, meta, realEffects)
  writer.append(batchOf([{ intendedMs: 1 }, { intendedMs: 2 }]), [])
  writer.flush()
  writer.append(batchOf([{ intendedMs: 3 }]), [])
  writer.flush()
  writer.append(batchOf([{ intendedMs: 4 }]), [])
  const table = await readRequests(folder)
  expect([...table.intendedMs]).toEqual([1, 2, 3])
  expect(table.closed).toBe(false)
  writer.close()
  expect((await readRequests(folder)).count).toBe(4)
})

test('a file cut off anywhere gives its error or its rows, never a crash', async () => {
  const folder = written(Array.from({ length: 500 }, (_, index) => ({ intendedMs: index, sentMs: index + 0.5, endMs: index + 1 })))
  const whole = readFileSync(folder.requests)
  for (let size = 0; size < whole.length; size += Math.ceil(whole.length / 97)) {
    writeFileSync(folder.requests, whole)
    truncateSync(folder.requests, size)
    await expect(readRequests(folder), `cut at ${size}`).rejects.toMatchObject({ code: 'KD_DATASET_CORRUPT', hint: expect.any(String) })
  }
})

test('a part without its footer, or with a torn one, is an error with a hint', async () => {
  const folder = written([{ intendedMs: 1 }])
  renameSync(folder.requests, `${folder.requests}.part`)
  await expect(readRequests(folder)).rejects.toMatchObject({ code: 'KD_DATASET_CORRUPT' })
  writeFileSync(`${folder.requests}.footer`, 'PAR1')
  await expect(readRequests(folder)).rejects.toMatchObject({ code: 'KD_DATASET_CORRUPT' })
})

test('a later version is refused by name', async () => {
  const folder = written([{ intendedMs: 1 }])
  const bytes = readFileSync(folder.requests)
  const at = bytes.indexOf('kubedyno.version') + 'kubedyno.version'.length
  bytes[bytes.indexOf('1', at)] = '9'.charCodeAt(0)
  writeFileSync(folder.requests, bytes)
  await expect(readRequests(folder)).rejects.toMatchObject({ code: 'KD_DATASET_VERSION' })
})

test('a disk that fills up is said to be full, and a file that is there is not overwritten', async () => {
  const folder = aRun()
  mkdirSync(folder.root, { recursive: true })
  const writeSync = () => {
    throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' })
  }
  const writer = openRequestsWriter(folder, meta, { disk: { ...realEffects.disk, writeSync } as typeof realEffects.disk })
  writer.append(batchOf([{ intendedMs: 1 }]), [])
  expect(() => writer.flush()).toThrow(expect.objectContaining({ code: 'KD_DISK_FULL', hint: expect.any(String) }))
  expect(existsSync(folder.requests)).toBe(false)
  expect(() => openRequestsWriter(folder, meta, realEffects)).toThrow(/EEXIST/)
})

needs('python')('DuckDB, pandas and polars read the same rows, nulls, units and meanings', async () => {
  const folder = written([
    { phase: 0, replica: 1, intendedMs: 10, sentMs: 10.25, firstByteMs: 11, endMs: 12.5, status: 200, inferMs: 1.125 },
    { intendedMs: 20, outcome: 'no_replica' },
  ])
  const script = `
import json, sys, duckdb, pandas, polars, pyarrow.parquet as pq
path = sys.argv[1]
meta = {k.decode(): v.decode() for k, v in pq.read_schema(path).metadata.items()}
p = pandas.read_parquet(path)
d = duckdb.sql(f"select id, phase, warmup, replica, intended_ms, sent_ms, status, outcome, infer_ms from '{path}' order by id").fetchall()
l = polars.read_parquet(path)
print(json.dumps({
  'columns': json.loads(meta['kubedyno.columns']), 'origin': meta['kubedyno.origin'],
  'pandas': [None if pandas.isna(x) else x for x in p.sent_ms], 'duckdb': d, 'polars': l['status'].to_list(), 'names': list(l.columns),
  'kv': duckdb.sql(f"select count(*) from parquet_kv_metadata('{path}')").fetchall()[0][0],
}))`
  const said = JSON.parse(execFileSync(service('python') ?? '', ['-c', script, folder.requests], { encoding: 'utf8' }))
  expect(said.duckdb).toEqual([
    [0, 'warm-up', true, 'r2', 10, 10.25, 200, 'ok', 1.125],
    [1, 'steady', false, null, 20, null, null, 'no_replica', null],
  ])
  expect(said.pandas).toEqual([10.25, null])
  expect(said.polars).toEqual([200, null])
  expect(said.origin).toBe('2026-01-02T03:04:05.678Z')
  expect(said.kv).toBe(6)
  expect(said.columns.map(({ name }: { name: string }) => name)).toEqual(said.names)
  expect(said.columns.find(({ name }: { name: string }) => name === 'sent_ms')).toMatchObject({ unit: 'ms', meaning: expect.any(String) })
})
