import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { analyseRun, meetsObjectives } from '../../src/analysis/index.ts'
import { realEffects } from '../../src/base/effects.ts'
import { type ConductOptions, type ConductResult, conduct } from '../../src/conduct/index.ts'
import type { RunEvent } from '../../src/dataset/index.ts'
import { localEngine } from '../../src/engine/index.ts'
import { makePlan, type PlannedRun } from '../../src/plan/index.ts'
import { writeReports } from '../../src/report/index.ts'
import { loadExperiment } from '../../src/spec/index.ts'

/** Built models are shared by all tests: they are the same bytes each time. */
const cacheFolder = join(tmpdir(), 'kubedyno-test-models')

/** A folder of its own for one test, with an experiment on the tiny model in it; gone when the test is over. */
export function tinyExperiment(body: string): { folder: string; file: string; runsRoot: string } {
  const folder = mkdtempSync(join(tmpdir(), 'kubedyno-conduct-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const file = join(folder, 'experiment.yaml')
  writeFileSync(file, `apiVersion: kubedyno.dev/v1\nkind: Experiment\nname: tiny\n${body}`)
  return { folder, file, runsRoot: join(folder, 'runs') }
}

/** A load of a few seconds: a counted phase after a warm-up. */
export const shortLoad = `
workload: {model: tiny, threads: 1}
load:
  rate: 50
  timeout: 5s
  phases:
    - {name: warm-up, duration: 500ms, warmup: true}
    - {name: steady, duration: 2s}
recording: {interval: 500ms}
`

/** Carries the experiment of a file out in this process, with the real local engine. */
export async function conductFile(
  file: string,
  runsRoot: string,
  options: {
    signal?: AbortSignal
    onEvent?(run: PlannedRun, event: RunEvent): void
    met?: ConductOptions['met']
    effects?: typeof realEffects
  } = {},
): Promise<ConductResult> {
  const effects = options.effects ?? realEffects
  const loaded = loadExperiment(file, { overrides: [] }, effects)
  const conductOptions: ConductOptions = {
    engine: localEngine(effects),
    runsRoot,
    cacheFolder,
    signal: options.signal ?? new AbortController().signal,
    onEvent: options.onEvent ?? (() => {}),
    settle: async (folder) => void (await writeReports(folder)),
    met: options.met ?? (async (folder) => meetsObjectives(await analyseRun(folder))),
  }
  return conduct(makePlan(loaded), loaded, conductOptions, effects)
}
