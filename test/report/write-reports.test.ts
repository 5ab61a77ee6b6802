import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { analyseRun } from '../../src/analysis/index.ts'
import type { RunRecords } from '../../src/analysis/records.ts'
import { realEffects } from '../../src/base/effects.ts'
import { stableJson } from '../../src/base/stable-json.ts'
import { openJournal, openRequestsWriter, openSamplesWriter, outcomes, type RunFolder, runFolder } from '../../src/dataset/index.ts'
import { experimentReport, readSummary, writeReports } from '../../src/report/index.ts'
import { simulatedRun } from '../analysis/simulated-run.ts'

const root = mkdtempSync(join(tmpdir(), 'report-folder-'))
afterAll(() => rmSync(root, { recursive: true }))

/** Writes records as a run would; without `close` it stops in the middle, as after `kill -9`. */
function writeRun(name: string, records: RunRecords, close: boolean): RunFolder {
  const folder = runFolder(root, 'scale-out', name)
  const journal = openJournal(folder, realEffects)
  for (const { time: _time, atMs, ...body } of records.events) journal.append(body as never, atMs)
  journal.close()
  writeFileSync(folder.planJson, stableJson(records.asked))
  writeFileSync(folder.experimentYaml, 'name: scale-out\n')
  writeFileSync(folder.environmentJson, stableJson(records.environment))
  if (close) writeFileSync(folder.driver, stableJson(records.driver))
  const meta = { runId: name, origin: { wallMs: 0, monotonicNs: 0n }, phases: records.asked.experiment.load.phases }
  const requests = openRequestsWriter(folder, meta, realEffects)
  const { requests: columns, samples } = records
  const { count } = columns
  const zeros = new Float64Array(count)
  requests.append(
    {
      ...columns,
      id: Uint32Array.from(zeros, (_, index) => index),
      phase: Uint16Array.from(columns.phase),
      request: new Uint16Array(count),
      replica: Uint16Array.from(columns.replica),
      outcome: Uint8Array.from(columns.outcome, (code) => outcomes.indexOf(columns.outcomes[code] as never)),
      firstByteMs: columns.endMs,
      status: Uint16Array.from(zeros, () => 200),
      sentBytes: new Uint32Array(count),
      receivedBytes: new Uint32Array(count),
    },
    columns.replicas,
  )
  const rows = openSamplesWriter(folder, meta, realEffects)
  rows.append(
    Array.from(samples.value, (value, row) => ({
      timeMs: samples.timeMs[row] as number,
      signal: samples.signals[samples.signal[row] as number] as string,
      entity: samples.entities[samples.entity[row] as number] as string,
      value,
      reason: null,
    })),
  )
  requests.flush()
  rows.flush()
  if (close) {
    requests.close()
    rows.close()
  }
  return folder
}

test('a folder gives the same reports again, byte for byte', async () => {
  const folder = writeRun('1f0c9a42-001', simulatedRun(), true)
  const facts = await writeReports(folder)
  const read = () => [folder.summary, folder.reportHtml, folder.reportMarkdown].map((path) => readFileSync(path, 'utf8'))
  const first = read()
  await writeReports(folder)
  expect(read().every((text, index) => text === first[index])).toBe(true)
  expect(JSON.parse(first[0] as string).requests.done).toBe(facts.requests.done)
  expect(facts.identity.state).toBe('finished')
})

test('a summary is read back as the facts it was written from, and one of another shape is none', async () => {
  const folder = writeRun('1f0c9a42-006', simulatedRun(), true)
  expect(readSummary(folder, realEffects)).toBe(null)
  const { series: _, ...facts } = await writeReports(folder)
  const read = readSummary(folder, realEffects)
  expect(read).toEqual(JSON.parse(JSON.stringify(facts)))
  expect(experimentReport('scale-out', [read ?? expect.unreachable()])).toBe(experimentReport('scale-out', [facts]))
  for (const other of [
    '{"version":1',
    'null',
    '{}',
    stableJson({ ...facts, certificate: undefined }),
    stableJson({ ...facts, version: 2 }),
  ]) {
    writeFileSync(folder.summary, other)
    expect(readSummary(folder, realEffects)).toBe(null)
  }
})

test('the report does not change when the journal says that it was written', async () => {
  const folder = writeRun('1f0c9a42-002', simulatedRun(), true)
  await writeReports(folder)
  const before = readFileSync(folder.reportHtml, 'utf8')
  const journal = openJournal(folder, realEffects)
  journal.append({ type: 'run.finished' }, null)
  journal.close()
  await writeReports(folder)
  expect(readFileSync(folder.reportHtml, 'utf8') === before).toBe(true)
})

test('a folder that was cut off in mid-run gives a report on what is there', async () => {
  const folder = writeRun('1f0c9a42-003', simulatedRun({ cutAtMs: 75_000 }), false)
  writeFileSync(folder.events, '{"type":"load.prog', { flag: 'a' })
  const facts = await writeReports(folder)
  expect(facts.identity.state).toBe('unfinished')
  expect(facts.requests.done).toBeGreaterThan(500)
  expect(facts.quality[0]?.text).toContain('up to the last 2 s of rows are lost')
  expect(facts.quality.find(({ topic }) => topic === 'journal')?.text).toBe('1 line of the journal could not be read.')
})

test('a folder with nothing but a plan has a report that says so', async () => {
  const folder = runFolder(root, 'scale-out', '1f0c9a42-004')
  openJournal(folder, realEffects).close()
  writeFileSync(folder.planJson, stableJson(simulatedRun().asked))
  const facts = await writeReports(folder)
  expect(facts.requests.asked).toBe(0)
  expect(readFileSync(folder.reportHtml, 'utf8')).toContain('No good answer came.')
})

test('a folder without a plan, or with a plan that is none, is an error with a hint', async () => {
  const folder = runFolder(root, 'scale-out', '1f0c9a42-005')
  openJournal(folder, realEffects).close()
  await expect(analyseRun(folder)).rejects.toMatchObject({
    code: 'KD_DATASET_CORRUPT',
    hint: expect.stringContaining('run the experiment again'),
  })
  writeFileSync(folder.planJson, '{"id":')
  await expect(analyseRun(folder)).rejects.toMatchObject({ code: 'KD_DATASET_CORRUPT' })
})
