import { expect, test } from 'vitest'
import { faultsIn, loadText, smallest } from './experiment-file.ts'

const origins = (text: string, setting: Parameters<typeof loadText>[1]) =>
  Object.fromEntries(loadText(text, setting).values.map(({ path, value, origin }) => [path, [value, origin]]))

test('a flag wins over the environment, the environment over the file, the file over the default', () => {
  const environment = { KUBEDYNO_LOAD_RATE: '30', KUBEDYNO_LOAD_ARRIVALS: 'constant', KUBEDYNO_LOAD_PHASES_0_DURATION: '3s' }
  const { experiment } = loadText(smallest, { sets: ['load.rate=40'], environment })
  expect(experiment.load.phases).toEqual([
    { name: 'busy', durationMs: 3000, warmup: false, demand: { kind: 'rate', arrivals: 'constant', ratePerSecond: 40 } },
  ])
  expect(origins(smallest, { sets: ['load.rate=40'], environment })).toMatchObject({
    'load.rate': [40, 'flag'],
    'load.arrivals': ['constant', 'environment'],
    'load.phases.0.duration': ['3s', 'environment'],
    'workload.model': ['resnet50', 'file'],
    'load.timeout': ['10s', 'default'],
    'workload.name': ['resnet50', 'default'],
    'workload.resources.limits.cpu': [null, 'default'],
    'load.phases.0.warmup': [false, 'default'],
  })
})

test('every leaf has an origin once, and a phase does not list what it leaves to the load', () => {
  const paths = loadText(smallest).values.map(({ path }) => path)
  expect(new Set(paths).size).toBe(paths.length)
  expect(paths).toContain('load.arrivals')
  expect(paths).not.toContain('load.phases.0.rate')
  expect(paths).not.toContain('workload.resources')
})

test('flags take numbers, text, null, lists and whole mappings', () => {
  const sets = [
    'workload.replicas=3',
    'name=2024',
    'workload.resources.limits.cpu=500m',
    'workload.resources.limits.cpu=null',
    'recording.signals=[a, b]',
    'workload.model={file: x.onnx, sha256: aa}',
    `workload.model.sha256=${'ab'.repeat(32)}`,
    'design.factors.load.rate=[1, 2]',
  ]
  const { experiment } = loadText(smallest, { sets })
  expect(experiment).toMatchObject({
    name: '2024',
    workload: {
      replicas: 3,
      model: { kind: 'file', path: 'x.onnx', sha256: 'ab'.repeat(32) },
      resources: { limits: { cpuMillicores: null } },
    },
    recording: { signals: ['a', 'b'] },
    design: { factors: [{ path: 'load.rate', levels: [1, 2] }] },
  })
})

test('a fault in a flag or variable names it instead of a place', () => {
  expect(faultsIn(smallest, { sets: ['load.rate=-3'] })).toEqual([
    'load.rate: --set load.rate=-3: must be greater than 0 (requests per second) | to drive by concurrency instead of rate, use `kind: closed`',
  ])
  expect(faultsIn(smallest, { environment: { KUBEDYNO_LOAD_RATE: 'fast' } })).toEqual([
    'load.rate: KUBEDYNO_LOAD_RATE=fast: must be a number of requests per second, such as 20 or 20/s | ',
  ])
  expect(faultsIn(smallest, { sets: ['load.raet=3'] })).toEqual([
    'load.raet: --set load.raet=3: the experiment file has no `load.raet` | did you mean `load.rate`?',
  ])
  expect(faultsIn(smallest, { sets: ['load.rate=[1'] })[0]).toContain('load.rate: --set load.rate=[1: the value ')
  expect(faultsIn(smallest, { sets: ['load.phases=[{duration: 1s}]'] })).toEqual([
    'load.phases.0.name: --set load.phases=[{duration: 1s}]: load.phases.0.name is missing | such as `name: warm-up`',
  ])
})

test('a path that counts past a list, or into what is none, is refused', () => {
  expect(faultsIn(smallest, { sets: ['load.phases.1.rate=3'] })).toEqual([
    'load.phases.1.rate: --set load.phases.1.rate=3: there is no `load.phases.1` | `load.phases` has 1 item, counted from 0',
  ])
  expect(faultsIn(`${smallest}scaling: {replicas: 1 @ 0s}\n`, { sets: ['scaling.replicas.0.at=3s'] })).toEqual([
    'scaling.replicas.0.at: --set scaling.replicas.0.at=3s: there is no `scaling.replicas.0` | `scaling.replicas` is not written as a list',
  ])
})

test('a flag that changes nothing is refused with what would', () => {
  const text = smallest.replace('20s}', '20s, rate: 5}')
  expect(loadText(text).experiment.load.phases[0]?.demand).toMatchObject({ ratePerSecond: 5 })
  expect(faultsIn(text, { sets: ['load.rate=3'] })).toEqual([
    'load.rate: --set load.rate=3: changes nothing: every open phase sets its own rate | set `load.phases.0.rate` instead',
  ])
  expect(faultsIn(`${smallest}scaling: {replicas: 2 @ 0s}\n`, { sets: ['workload.replicas=3'] })).toEqual([
    'workload.replicas: --set workload.replicas=3: changes nothing: `scaling.replicas` has a step at 0s | set `scaling.replicas` instead',
  ])
})

test('variables that are no path are left alone, and near misses are pointed out', () => {
  const environment = {
    KUBEDYNO_REQUIRE: 'all',
    KUBEDYNO_PYTHON: '/usr/bin/python3',
    KUBEDYNO_LOAD_RAET: '3',
    KUBEDYNO_LOAD_TIMEOUT: '',
    PATH: 'x',
  }
  const { warnings, experiment } = loadText(smallest, { environment })
  expect(warnings).toEqual(['KUBEDYNO_LOAD_RAET is set but names no value of the experiment file; did you mean KUBEDYNO_LOAD_RATE?'])
  expect(experiment).toEqual(loadText(smallest).experiment)
})

test('names of several words and numbers of phases are found in variables', () => {
  const environment = {
    KUBEDYNO_LOAD_CONNECTIONS_PER_REPLICA: '5',
    KUBEDYNO_LOAD_PHASES_0_RATE: '7',
    KUBEDYNO_ENGINE: 'kubernetes',
    KUBEDYNO_WORKLOAD_QUEUE_CAPACITY: '9',
  }
  const { experiment } = loadText(smallest, { environment })
  expect(experiment).toMatchObject({
    engine: { kind: 'kubernetes' },
    workload: { queueCapacity: 9 },
    load: { connectionsPerReplica: 5, phases: [{ demand: { ratePerSecond: 7 } }] },
  })
  expect(faultsIn(smallest, { environment: { KUBEDYNO_LOAD_PHASES_4_RATE: '7' } })).toEqual([
    'load.phases.4.rate: KUBEDYNO_LOAD_PHASES_4_RATE=7: there is no `load.phases.4` | `load.phases` has 1 item, counted from 0',
  ])
})
