import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { listRuns, type RunEvent, type RunFolder, readJournal } from '../../src/dataset/index.ts'
import { traceOf } from '../engine/trace.ts'
import { emptyFolder } from './typed.ts'

/** Built models are shared by all tests: they are the same bytes each time. */
export const sharedModels = { KUBEDYNO_CACHE: join(tmpdir(), 'kubedyno-test-models') }

/** The beginning of an experiment on the tiny model. */
const tinyHead = 'apiVersion: kubedyno.dev/v1\nkind: Experiment\nname: tiny\nworkload: {model: tiny, threads: 1}\n'

/** A load of so many seconds after a short warm-up. */
export function loadOf(seconds: number): string {
  return `load:
  rate: 100
  arrivals: constant
  timeout: 5s
  phases:
    - {name: warm-up, duration: 300ms, warmup: true}
    - {name: steady, duration: ${seconds}s}
recording: {interval: 250ms}
`
}

let seeds = 0

/** A seed that no other test has, so that no other run has the same name and what belongs to a run can be told from all else. */
export function ownSeed(): Record<string, string> {
  return { KUBEDYNO_DESIGN_SEED: String(process.pid * 1000 + seeds++) }
}

/** A folder of its own with an experiment on the tiny model in `tiny.yaml`. */
export function tinyFile(body: string): string {
  const folder = emptyFolder()
  writeFileSync(join(folder, 'tiny.yaml'), `${tinyHead}${body}`)
  return folder
}

/** The runs in a folder where experiments were carried out. */
export function runsIn(folder: string): RunFolder[] {
  return listRuns(join(folder, 'runs')).map((listing) => listing.folder)
}

/** What the journal of the only run in a folder says. */
export function eventsIn(folder: string): RunEvent[] {
  const [only] = runsIn(folder)
  return only ? readJournal(only).events : []
}

/** The SHA-256 of every file below a folder, by its path. */
export function fingerprints(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  return Object.fromEntries(
    files
      .map((entry) => join(entry.parentPath, entry.name))
      .sort()
      .map((path) => [path, createHash('sha256').update(readFileSync(path)).digest('hex')]),
  )
}

/** What is left of the runs in a folder: processes and cgroups. */
export function tracesOf(folder: string): string[] {
  const experiment = join(folder, 'runs', 'tiny')
  return existsSync(experiment) ? readdirSync(experiment).flatMap(traceOf) : []
}
