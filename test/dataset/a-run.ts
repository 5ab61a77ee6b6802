import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { outcomes, type RequestBatch, type RunFolder, runFolder } from '../../src/dataset/index.ts'
import { meta } from './plain-batch.ts'

/** A folder of runs of its own for one test; gone when the test is over. */
export function runsRoot(): string {
  const root = mkdtempSync(join(tmpdir(), 'kubedyno-dataset-'))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  return root
}

/** A run folder of its own for one test. */
export function aRun(root = runsRoot()): RunFolder {
  return runFolder(root, 'tiny', meta.runId)
}

/** One row as a test writes it down; what is left out is missing. */
export interface Row {
  id?: number
  phase?: number
  request?: number
  replica?: number
  intendedMs: number
  sentMs?: number
  firstByteMs?: number
  endMs?: number
  status?: number
  outcome?: (typeof outcomes)[number]
  inferMs?: number
}

/** Puts rows into the shape in which the load hands them over. */
export function batchOf(rows: readonly Row[]): RequestBatch {
  const times = (key: 'sentMs' | 'firstByteMs' | 'endMs' | 'inferMs') => Float64Array.from(rows, (row) => row[key] ?? Number.NaN)
  const missing = () => new Float64Array(rows.length).fill(Number.NaN)
  return {
    count: rows.length,
    id: Uint32Array.from(rows, ({ id }, index) => id ?? index),
    phase: Uint16Array.from(rows, ({ phase }) => phase ?? 1),
    request: Uint16Array.from(rows, ({ request }) => request ?? 0xffff),
    replica: Uint16Array.from(rows, ({ replica }) => replica ?? 0xffff),
    intendedMs: Float64Array.from(rows, ({ intendedMs }) => intendedMs),
    sentMs: times('sentMs'),
    firstByteMs: times('firstByteMs'),
    endMs: times('endMs'),
    status: Uint16Array.from(rows, ({ status }) => status ?? 0),
    outcome: Uint8Array.from(rows, ({ outcome }) => outcomes.indexOf(outcome ?? 'ok')),
    sentBytes: new Uint32Array(rows.length).fill(100),
    receivedBytes: new Uint32Array(rows.length).fill(200),
    decodeMs: missing(),
    queueMs: missing(),
    inferMs: times('inferMs'),
    encodeMs: missing(),
  }
}
