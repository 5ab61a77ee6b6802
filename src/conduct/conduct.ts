import { dirname } from 'node:path'
import type { Effects } from '../base/effects.ts'
import { DynoError } from '../base/errors.ts'
import { stableJson } from '../base/stable-json.ts'
import { lockExperiment, openJournal, type RunEvent, type RunFolder, runFolder, runState } from '../dataset/index.ts'
import type { Engine } from '../engine/index.ts'
import { readBodyFiles, readRecordings } from '../load/index.ts'
import type { Plan, PlannedRun } from '../plan/index.ts'
import { signalNamed } from '../signals/index.ts'
import type { LoadedExperiment } from '../spec/index.ts'
import { calledRuns } from './called-runs.ts'
import { carryOut } from './carry-out.ts'
import { type Models, openModels } from './models.ts'
import { workloadTls } from './workload-tls.ts'

export interface ConductOptions {
  engine: Engine
  runsRoot: string
  /** Where built models are kept between runs. */
  cacheFolder: string
  signal: AbortSignal
  onEvent(run: PlannedRun, event: RunEvent): void
  /** Called with each folder that has data to look at: writes summary and report into it. */
  settle(folder: RunFolder): Promise<void>
  /** Called in a search with the folder of each finished run: whether it met its objectives. */
  met(folder: RunFolder): Promise<boolean>
}

export interface ConductResult {
  /** All runs of the plan; of searches, the runs that they called for. */
  runs: ConductedRun[]
}

/** `skipped`: it was finished before and was left alone. `pending`: it was not begun. */
export interface ConductedRun {
  run: PlannedRun
  folder: RunFolder
  state: 'finished' | 'skipped' | 'interrupted' | 'failed' | 'pending'
  error: unknown
}

/**
 * Carries a plan out, run after run. Finished runs are never repeated, unfinished ones are begun anew. A workload that cannot run
 * fails its own run and ends its search; an interruption and any other trouble leave the rest pending for the next call.
 */
export async function conduct(plan: Plan, loaded: LoadedExperiment, options: ConductOptions, effects: Effects): Promise<ConductResult> {
  for (const name of loaded.experiment.recording.signals ?? []) signalNamed(name)
  const lock = lockExperiment(options.runsRoot, plan.experiment, effects)
  try {
    const models = openModels(loaded, options.engine, options.cacheFolder, effects)
    await prepare(plan, loaded, models, options, effects)
    const runs: ConductedRun[] = []
    let resting = false
    const met = async () => {
      const latest = runs.at(-1)
      return latest && ['finished', 'skipped'].includes(latest.state) ? options.met(latest.folder) : null
    }
    for await (const run of calledRuns(plan, met)) {
      const folder = runFolder(options.runsRoot, plan.experiment, run.id)
      const stopped = options.signal.aborted || runs.some(({ state, error }) => state === 'failed' && !isOfTheWorkload(error))
      if (stopped) {
        runs.push({ run, folder, state: runState(folder) === 'finished' ? 'skipped' : 'pending', error: null })
        continue
      }
      if (resting) await rest(run.experiment.design.pauseMs, options.signal, effects)
      const conducted = await conductRun(run, folder, loaded, models, options, effects)
      resting = conducted.state !== 'skipped'
      runs.push(conducted)
    }
    return { runs }
  } finally {
    lock.close()
  }
}

/**
 * Looks at what the runs that are left need from outside: a model or a certificate that cannot be served, a recording or a body that cannot
 * be read ends the call before any folder is made.
 */
async function prepare(
  { runs, experiment }: Plan,
  loaded: LoadedExperiment,
  models: Models,
  { engine, runsRoot, signal }: ConductOptions,
  effects: Effects,
): Promise<void> {
  const left = runs.filter(({ id }) => !['finished', 'recorded'].includes(runState(runFolder(runsRoot, experiment, id))))
  const baseFolder = dirname(loaded.source.path)
  await readRecordings({ phases: left.flatMap((run) => run.experiment.load.phases) }, baseFolder, effects)
  const loadsByRequests = new Map(left.map(({ experiment: { load } }) => [stableJson(load.requests ?? []), load]))
  for (const load of loadsByRequests.values()) readBodyFiles(load, baseFolder, effects)
  for (const run of left) {
    if (signal.aborted) return
    await models.of(run.experiment.workload, signal)
    workloadTls(run.experiment, loaded, engine.host, effects)
  }
}

async function conductRun(
  run: PlannedRun,
  folder: RunFolder,
  loaded: LoadedExperiment,
  models: Models,
  options: ConductOptions,
  effects: Effects,
): Promise<ConductedRun> {
  const state = runState(folder)
  if (state === 'finished') return { run, folder, state: 'skipped', error: null }
  if (state !== 'recorded') {
    try {
      const context = { ...options, loaded, models, folder, onEvent: (event: RunEvent) => options.onEvent(run, event) }
      await carryOut(run, context, effects, options.signal)
    } catch (error) {
      await settleWhatIsThere(folder, options)
      return { run, folder, state: options.signal.aborted ? 'interrupted' : 'failed', error }
    }
  }
  await options.settle(folder)
  const journal = openJournal(folder, effects)
  journal.append({ type: 'run.finished' }, null)
  journal.close()
  return { run, folder, state: 'finished', error: null }
}

/** A run that went wrong gets a report too, as far as its data go; trouble with that must not hide the first trouble. */
async function settleWhatIsThere(folder: RunFolder, options: ConductOptions): Promise<void> {
  try {
    await options.settle(folder)
  } catch {
    // `report RUN` says what stands in the way.
  }
}

function isOfTheWorkload(error: unknown): boolean {
  return error instanceof DynoError && error.code === 'KD_REPLICA_FAILED'
}

async function rest(pauseMs: number, signal: AbortSignal, effects: Effects): Promise<void> {
  try {
    await effects.clock.sleep(pauseMs, signal)
  } catch (error) {
    if (!signal.aborted) throw error
  }
}
