import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { DynoError } from '../base/errors.ts'
import { nearest } from '../base/nearest.ts'
import { readJournal } from './journal.ts'
import { type RunFolder, runFolder } from './layout.ts'
import { type RunState, runState } from './run-state.ts'

export interface RunListing {
  folder: RunFolder
  state: RunState
  /** ISO time of the latest attempt's start; null when it never started. */
  startedAt: string | null
  /** The overall verdict of `summary.json`; null when there is none. */
  verdict: string | null
}

/** Every run below a folder of runs, oldest first. */
export function listRuns(runsRoot: string): RunListing[] {
  const listings = folders(runsRoot).flatMap((experiment) =>
    folders(join(runsRoot, experiment))
      .filter((runId) => existsSync(join(runsRoot, experiment, runId, 'plan.json')))
      .map((runId) => listingOf(runFolder(runsRoot, experiment, runId))),
  )
  return listings.sort((a, b) => compare(a.startedAt ?? '', b.startedAt ?? '') || compare(a.folder.root, b.folder.root))
}

/** Finds a run by its id or the beginning of it, by `experiment/id`, by the path of its folder, or as `latest`. */
export function findRun(runsRoot: string, wanted: string): RunFolder {
  if (existsSync(join(wanted, 'plan.json'))) {
    const path = resolve(wanted)
    return runFolder(dirname(dirname(path)), basename(dirname(path)), basename(path))
  }
  const all = listRuns(runsRoot).map(({ folder }) => folder)
  const latest = all.at(-1)
  if (wanted === 'latest' && latest) return latest
  const names = (folder: RunFolder) => [folder.runId, `${folder.experiment}/${folder.runId}`]
  const exact = all.filter((folder) => names(folder).includes(wanted))
  const found = exact.length > 0 ? exact : all.filter((folder) => wanted !== '' && names(folder).some((name) => name.startsWith(wanted)))
  if (found.length === 1 && found[0]) return found[0]
  if (found.length > 1) {
    throw new DynoError('KD_RUN_NOT_FOUND', `${JSON.stringify(wanted)} could be any of ${found.length} runs`, {
      hint: `say which: ${found
        .slice(0, 8)
        .map(({ experiment, runId }) => `${experiment}/${runId}`)
        .join(', ')}`,
    })
  }
  const near = nearest(wanted, all.flatMap(names))
  throw new DynoError('KD_RUN_NOT_FOUND', `there is no run ${JSON.stringify(wanted)} in ${runsRoot}`, {
    hint: near ? `did you mean ${near}?` : all.length > 0 ? 'see them with: kubedyno list' : 'make one with: kubedyno run experiment.yaml',
  })
}

function listingOf(folder: RunFolder): RunListing {
  const started = readJournal(folder).events.find(({ type }) => type === 'run.started')
  return { folder, state: runState(folder), startedAt: started?.time ?? null, verdict: verdictOf(folder) }
}

function verdictOf(folder: RunFolder): string | null {
  try {
    const { verdict } = JSON.parse(readFileSync(folder.summary, 'utf8')) as { verdict?: unknown }
    return typeof verdict === 'string' ? verdict : null
  } catch {
    return null
  }
}

function folders(path: string): string[] {
  try {
    return readdirSync(path, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
      .map(({ name }) => name)
      .sort()
  } catch {
    return []
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
