import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { DynoError } from '../../src/base/errors.ts'
import type { ConductResult } from '../../src/conduct/index.ts'
import { makePlan } from '../../src/plan/index.ts'
import { loadExperiment } from '../../src/spec/index.ts'
import { conductFile, tinyExperiment } from './tiny-experiment.ts'

const searching = `
workload: {model: tiny, threads: 1}
load:
  phases: [{name: steady, duration: 200ms}]
recording: {interval: 100ms}
objectives: [latency p50 < 5 s]
design:
  search: {highest: load.rate, from: 10, to: 160, within: 100%}
`

const rateOf = ({ run }: ConductResult['runs'][number]) => run.levels.find(({ path }) => path === 'load.rate')?.value as number
const statesOf = ({ runs }: ConductResult) => runs.map((one) => [rateOf(one), one.state])

/** Carries a search out whose truth is known, whatever the machine does meanwhile: a run meets its objectives below a limit. */
function search(file: string, runsRoot: string, limit: number, options: Parameters<typeof conductFile>[2] = {}) {
  const { runs } = makePlan(loadExperiment(file, { overrides: [] }))
  const rates = new Map(runs.map((run) => [run.id, run.levels.at(-1)?.value as number]))
  return conductFile(file, runsRoot, { ...options, met: async ({ runId }) => (rates.get(runId) ?? Infinity) < limit })
}

test('an interrupted search goes on where it was stopped, runs only what leads to the limit, and repeats nothing', async () => {
  const { file, runsRoot } = tinyExperiment(searching)
  const interruption = new AbortController()
  const first = await search(file, runsRoot, 50, {
    signal: interruption.signal,
    onEvent: (run, event) => {
      if (run.levels[0]?.value === 40 && event.type === 'phase.started') interruption.abort(new Error('test'))
    },
  })
  const ends = (state: string) => [10, 160].map((rate) => [rate, state])
  expect(statesOf(first)).toEqual([...ends('finished'), [40, 'interrupted']])
  expect(statesOf(await search(file, runsRoot, 50))).toEqual([...ends('skipped'), [40, 'finished'], [80, 'finished']])
  expect(statesOf(await search(file, runsRoot, 50))).toEqual([...ends('skipped'), [40, 'skipped'], [80, 'skipped']])
  expect(readdirSync(join(runsRoot, 'tiny')).filter((name) => !name.startsWith('.'))).toHaveLength(4)
})

test('a call that is stopped before it begins says which run of each search would be next', async () => {
  const { file, runsRoot } = tinyExperiment(`${searching}  repetitions: 2\n`)
  expect(statesOf(await search(file, runsRoot, 50, { signal: AbortSignal.abort(new Error('test')) }))).toEqual([
    [10, 'pending'],
    [10, 'pending'],
  ])
})

test('even the highest meets: two runs are enough', async () => {
  const { file, runsRoot } = tinyExperiment(searching)
  expect(statesOf(await search(file, runsRoot, Infinity))).toEqual([
    [10, 'finished'],
    [160, 'finished'],
  ])
})

test('each combination of levels has a search of its own, and where even the lowest misses, one run is enough', async () => {
  const { file, runsRoot } = tinyExperiment(`${searching}  factors: {load.timeout: [1s, 2s]}\n`)
  const { runs } = await search(file, runsRoot, 0)
  expect(runs.map(({ run }) => run.levels.map(({ value }) => value)).sort()).toEqual([
    ['1s', 10],
    ['2s', 10],
  ])
})

test('a workload that cannot run ends its search without an answer, and the next search is carried out', async () => {
  const { file, runsRoot } = tinyExperiment(`${searching}  repetitions: 2\n`)
  let trouble = true
  const { runs } = await search(file, runsRoot, 0, {
    onEvent: (_run, event) => {
      if (!trouble || event.type !== 'phase.started') return
      trouble = false
      throw new DynoError('KD_REPLICA_FAILED', 'test')
    },
  })
  expect(runs.map(({ state }) => state)).toEqual(['failed', 'finished'])
  expect(new Set(runs.map(({ run }) => run.repetition)).size).toBe(2)
})
