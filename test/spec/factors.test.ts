import { expect, test } from 'vitest'
import { applyLevels } from '../../src/spec/index.ts'
import { faultsIn, loadText, smallest } from './experiment-file.ts'

const vary = (factors: string, text = smallest) => `${text}design:\n  factors:\n    ${factors}\n`

test('a level takes the place of the value, and phases that inherit it follow', () => {
  const loaded = loadText(vary('load.rate: [5, 10]', smallest.replace('20s}', '20s}\n    - {name: own, duration: 1s, rate: 3}')))
  const rates = (level: number) =>
    applyLevels(loaded, [{ path: 'load.rate', value: level }]).load.phases.map(
      ({ demand }) => demand.kind === 'rate' && demand.ratePerSecond,
    )
  expect(rates(5)).toEqual([5, 3])
  expect(rates(10)).toEqual([10, 3])
  expect(loaded.experiment.load.phases[0]?.demand).toMatchObject({ ratePerSecond: 20 })
})

test('a phase can be varied by its place, a limit can be taken away, a model exchanged', () => {
  const loaded = loadText(smallest)
  const at = (path: string, value: Parameters<typeof applyLevels>[1][number]['value']) => applyLevels(loaded, [{ path, value }])
  expect(at('load.phases.0.rate', '7/s').load.phases[0]?.demand).toMatchObject({ ratePerSecond: 7 })
  expect(at('workload.resources.limits.cpu', '500m').workload.resources.limits.cpuMillicores).toBe(500)
  expect(at('workload.resources.limits.cpu', null).workload.resources.limits.cpuMillicores).toBeNull()
  expect(at('workload.model', { file: 'a.onnx', sha256: 'ab'.repeat(32) }).workload).toMatchObject({ name: 'a', model: { kind: 'file' } })
})

test('the first level stands in where the file gives no value', () => {
  const loaded = loadText(vary('load.rate: [5, 10]', smallest.replace('  rate: 20\n', '')))
  expect(loaded.experiment.load.phases[0]?.demand).toMatchObject({ ratePerSecond: 5 })
  expect(loaded.values).toContainEqual({ path: 'load.rate', value: 5, origin: 'file' })
})

test('open and closed loops can be compared in one design', () => {
  const loaded = loadText(vary('load.kind: [open, closed]', smallest.replace('rate: 20', 'rate: 20\n  clients: 8')))
  expect(applyLevels(loaded, [{ path: 'load.kind', value: 'closed' }]).load.phases[0]?.demand).toEqual({ kind: 'clients', clients: 8 })
})

test.each([
  ['load.rte: [1]', '12:5 design.factors.load.rte: is no path of an experiment file | did you mean `load.rate`?'],
  [
    'constructor.prototype: [1]',
    '12:5 design.factors.constructor.prototype: is no path of an experiment file | list all paths with `kubedyno explain`',
  ],
  ['load.rate: []', '12:5 design.factors.load.rate: must not be empty | '],
  ['load.rate: 5', '12:16 design.factors.load.rate: must be a list (lines that begin with `- `), not the number `5` | '],
  [
    'load.rate: [5, -3]',
    '12:20 design.factors.load.rate.1: must be greater than 0 (requests per second) | to drive by concurrency instead of rate, use `kind: closed`',
  ],
  [
    'workload.resources.limits.cpu: [0.5, 500m]',
    '12:42 design.factors.workload.resources.limits.cpu.1: means the same as the level `0.5` | for more runs of the same kind use `design.repetitions`',
  ],
  ['load.phases.3.rate: [5]', '12:5 design.factors.load.phases.3.rate: counts past the end of a list | phases are counted from 0'],
  ['load.clients: [5]', '12:20 load.clients: has no meaning in an open load | add `kind: closed`, or remove it'],
  ['design.seed: [1, 2]', '12:5 design.factors.design.seed: cannot be varied | for more runs of the same kind use `design.repetitions`'],
  [
    'name: [a, b]',
    '12:5 design.factors.name: cannot be varied | what can be varied stands under engine, workload, load, scaling, recording',
  ],
  ['load.phases.0.duration: [20s, 0s]', '12:35 design.factors.load.phases.0.duration.1: must be longer than 0s | '],
  [
    'load.kind: [open, closed]',
    '12:23 design.factors.load.kind.1: makes `load.phases.0.clients` wrong: it is missing: a closed phase is driven by clients | such as `clients: 8`, here or under `load`',
  ],
])('the factor `%s` is refused', (factors, fault) => {
  expect(faultsIn(vary(factors))).toEqual([fault])
})

test('a factor that every phase overrides is refused with what to vary instead', () => {
  expect(faultsIn(vary('load.rate: [5, 10]', smallest.replace('20s}', '20s, rate: 5}')))).toEqual([
    '12:5 design.factors.load.rate: changes nothing: every open phase sets its own rate | vary `load.phases.0.rate` instead',
  ])
})

test('a factor within another is refused', () => {
  expect(faultsIn(vary('load.phases: [[{name: a, duration: 1s}]]\n    load.phases.0.rate: [1]'))).toEqual([
    '13:5 design.factors.load.phases.0.rate: lies within another factor: `load.phases` | vary the one or the other',
  ])
})

test('more than ten thousand runs are refused', () => {
  const levels = Array.from({ length: 101 }, (_, n) => n + 1).join(', ')
  expect(faultsIn(vary(`load.rate: [${levels}]\n    workload.replicas: [${levels}]`))).toEqual([
    '10:1 design: would make 10201 runs, and a plan can have 10000 | take fewer levels or repetitions',
  ])
})

test('a combination of levels that cannot be is refused with its levels', () => {
  const loaded = loadText(vary('workload.resources.limits.cpu: [4, 1]\n    workload.resources.requests.cpu: [1, 2]'))
  expect(() =>
    applyLevels(loaded, [
      { path: 'workload.resources.limits.cpu', value: 1 },
      { path: 'workload.resources.requests.cpu', value: 2 },
    ]),
  ).toThrow(
    'with workload.resources.limits.cpu = 1, workload.resources.requests.cpu = 2: workload.resources.limits.cpu is lower than what is requested',
  )
})
