import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { makePlan, type Plan, planJson } from '../../src/plan/index.ts'
import { loadExperiment } from '../../src/spec/index.ts'

const folder = mkdtempSync(join(tmpdir(), 'plan-test-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const golden = (name: string) => join(import.meta.dirname, 'golden', name)
const crossed = readFileSync(golden('crossed.yaml'), 'utf8')

function planOf(text: string, ...sets: string[]): Plan {
  const path = join(folder, 'experiment.yaml')
  writeFileSync(path, text)
  return planFile(path, ...sets)
}

function planFile(path: string, ...sets: string[]): Plan {
  const overrides = sets.map((set) => ({ path: set.slice(0, set.indexOf('=')), value: set.slice(set.indexOf('=') + 1) }))
  return makePlan(loadExperiment(path, { overrides }))
}

test.each(['crossed', 'scaled', 'searched'])('the plan of %s.yaml is the one that is checked in', async (name) => {
  await expect(planJson(planFile(golden(`${name}.yaml`)))).toMatchFileSnapshot(golden(`${name}.json`))
})

test('another process, in another folder, zone and language, writes the same bytes', () => {
  const rooms = join(import.meta.dirname, '../../src')
  const script = `import { loadExperiment } from '${rooms}/spec/index.ts'
import { makePlan, planJson } from '${rooms}/plan/index.ts'
process.stdout.write(planJson(makePlan(loadExperiment(process.argv[1], { overrides: [] }))))`
  const env = { PATH: process.env.PATH, TZ: 'Asia/Kathmandu', LANG: 'tr_TR.UTF-8' }
  const output = execFileSync(process.execPath, ['--input-type=module', '-e', script, golden('crossed.yaml')], {
    cwd: folder,
    env,
    encoding: 'utf8',
  })
  expect(output).toBe(readFileSync(golden('crossed.json'), 'utf8'))
})

test('every combination of levels stands once in every repetition', () => {
  const { runs } = planOf(crossed)
  const rows = runs.map(({ repetition, levels }) => JSON.stringify([repetition, ...levels.map(({ value }) => value)]))
  expect(rows.sort()).toEqual(
    [1, 2].flatMap((repetition) => [10, 5].flatMap((rate) => ['500m', null].map((cpu) => JSON.stringify([repetition, rate, cpu])))).sort(),
  )
})

test('each run carries its levels in its experiment, and no factors any more', () => {
  for (const { experiment, levels } of planOf(crossed).runs) {
    const [rate, cpu] = levels.map(({ value }) => value)
    for (const { demand } of experiment.load.phases) expect(demand).toMatchObject({ ratePerSecond: rate })
    expect(experiment.workload.resources.limits.cpuMillicores).toBe(cpu === null ? null : 500)
    expect(experiment.design.factors).toEqual([])
  }
})

test('runs are numbered in the order of execution, under the fingerprint of the experiment', () => {
  const { runs, fingerprint } = planOf(crossed)
  expect(fingerprint).toMatch(/^[0-9a-f]{8}$/)
  expect(runs.map(({ id }) => id)).toEqual(runs.map((_, place) => `${fingerprint}-00${place + 1}`))
  expect(runs.map(({ index }) => index)).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
})

test('within a repetition all levels share one seed, and repetitions differ', () => {
  const { runs } = planOf(crossed)
  const seeds = new Map(runs.map(({ repetition, seed }) => [repetition, seed]))
  for (const { repetition, seed } of runs) expect(seed).toBe(seeds.get(repetition))
  expect(new Set(seeds.values()).size).toBe(2)
  expect(planOf(crossed, 'design.seed=8').runs[0]?.seed).not.toBe(seeds.get(1))
  const more = planOf(crossed, 'design.repetitions=5').runs.find(({ repetition }) => repetition === 2)
  expect(more?.seed).toBe(seeds.get(2))
})

test('the seed shuffles the order, and blocks keep each repetition together', () => {
  const order = (plan: Plan) => plan.runs.map(({ repetition, levels }) => JSON.stringify([repetition, levels]))
  const orders = new Set(Array.from({ length: 10 }, (_, seed) => order(planOf(crossed, `design.seed=${seed}`)).join()))
  expect(orders.size).toBe(10)
  const blocked = planOf(crossed, 'design.order=blocked', 'design.repetitions=6')
  expect(blocked.runs.map(({ repetition }) => repetition)).toEqual([1, 2, 3, 4, 5, 6].flatMap((repetition) => Array(4).fill(repetition)))
  expect(
    new Set(
      Array.from({ length: 6 }, (_, block) =>
        order(blocked)
          .slice(block * 4, block * 4 + 4)
          .join()
          .replaceAll(/\[\d,/g, '['),
      ),
    ).size,
  ).toBeGreaterThan(1)
  expect(planOf(crossed).runs.map(({ repetition }) => repetition)).not.toEqual([1, 1, 1, 1, 2, 2, 2, 2])
})

test('the fingerprint follows the meaning of a file, not its path, comments or spelling', () => {
  const { fingerprint } = planOf(crossed)
  expect(planFile(golden('crossed.yaml')).fingerprint).toBe(fingerprint)
  expect(
    planOf(`# why\n${crossed.replace('duration: 20s, arrivals: constant', 'arrivals: "constant", duration: 20000ms')}`).fingerprint,
  ).toBe(fingerprint)
  expect(
    planOf(
      crossed.replace(
        'load.rate: [5, 10]\n    workload.resources.limits.cpu: [500m, null]',
        'workload.resources.limits.cpu: [500m, null]\n    load.rate: [5, 10]',
      ),
    ),
  ).toEqual(planOf(crossed))
  const changed = [
    'design.seed=8',
    'load.phases.1.duration=21s',
    'objectives=[]',
    'workload.replicas=3',
    'design.factors.load.rate=[5, 11]',
  ].map((set) => planOf(crossed, set).fingerprint)
  expect(new Set([fingerprint, ...changed]).size).toBe(6)
})

test('durations add up, with pauses between runs only', () => {
  const plan = planOf(crossed)
  expect(plan.runs[0]?.durationMs).toBe(25_000)
  expect(plan.durationMs).toBe(8 * 25_000 + 7 * 10_000)
  const varied = planOf(crossed, 'design.factors.load.phases.1.duration=[1s, 2s]')
  expect(varied.durationMs).toBe(8 * 6000 + 8 * 7000 + 15 * 10_000)
})

test('a run starts with the replicas of the timeline at 0s, and otherwise with those of the workload', () => {
  expect(planOf(crossed).runs[0]?.initialReplicas).toBe(2)
  expect(planFile(golden('scaled.yaml')).runs[0]?.initialReplicas).toBe(2)
  expect(planOf(crossed, 'scaling.replicas=5 @ 3s').runs[0]?.initialReplicas).toBe(2)
  expect(planOf(crossed, 'scaling.replicas=5 @ 0s').runs[0]?.initialReplicas).toBe(5)
})

test('a combination that cannot be is found before anything runs', () => {
  expect(() =>
    planOf(crossed, 'design.factors.workload.resources.limits.cpu=[4, 1]', 'design.factors.workload.resources.requests.cpu=[1, 2]'),
  ).toThrow('workload.resources.limits.cpu is lower than what is requested')
})

test('ten thousand runs are planned, and one more is refused', () => {
  expect(planOf(crossed, 'design.repetitions=2500').runs).toHaveLength(10_000)
  expect(planOf(crossed, 'design.repetitions=2500').runs.at(-1)?.id).toMatch(/-10000$/)
  expect(() => planOf(crossed, 'design.repetitions=2501')).toThrow('would make 10004 runs, and a plan can have 10000')
})

test('whatever the design, runs are complete, unique and repeatable', () => {
  const design = fc.record({
    seed: fc.nat(),
    repetitions: fc.integer({ min: 1, max: 5 }),
    order: fc.constantFrom('shuffled', 'blocked'),
    rates: fc.uniqueArray(fc.integer({ min: 1, max: 99 }), { minLength: 1, maxLength: 5 }),
  })
  fc.assert(
    fc.property(design, ({ seed, repetitions, order, rates }) => {
      const sets = [
        `design.seed=${seed}`,
        `design.repetitions=${repetitions}`,
        `design.order=${order}`,
        `design.factors.load.rate=[${rates}]`,
      ]
      const plan = planOf(crossed, ...sets)
      expect(plan.runs).toHaveLength(repetitions * rates.length * 2)
      expect(new Set(plan.runs.map(({ repetition, levels }) => JSON.stringify([repetition, levels]))).size).toBe(plan.runs.length)
      expect(planJson(planOf(crossed, ...sets))).toBe(planJson(plan))
    }),
    { numRuns: 50, seed: 1 },
  )
})

test('a search plans each candidate, and says how many of them it calls for at most', () => {
  const plan = planFile(golden('searched.yaml'))
  expect(plan.runs).toHaveLength(2 * 2 * 5)
  expect(plan.searches).toHaveLength(4)
  for (const { path, levels, repetition, candidates, mostRuns } of plan.searches ?? []) {
    expect([path, mostRuns]).toEqual(['load.rate', 4])
    for (const { value, run: id } of candidates) {
      const run = plan.runs.find((one) => one.id === id)
      expect(run).toMatchObject({ repetition, levels: [...levels, { path: 'load.rate', value }] })
      expect(run?.experiment.load.phases.map(({ demand }) => demand)).toMatchObject([{ ratePerSecond: value }, { ratePerSecond: value }])
      expect(run?.experiment.design).not.toHaveProperty('search')
    }
  }
  expect(plan.durationMs).toBe(4 * 4 * 25_000 + 15 * 1000)
})

test('candidates of a repetition share its seed', () => {
  const { runs } = planFile(golden('searched.yaml'))
  expect(new Set(runs.map(({ repetition, seed }) => `${repetition} ${seed}`)).size).toBe(2)
})
