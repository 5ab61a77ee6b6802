import { expect, test } from 'vitest'
import { stableJson } from '../../src/base/stable-json.ts'
import { applyLevels } from '../../src/spec/index.ts'
import { loadText, smallest } from './experiment-file.ts'

const everything = `
# yaml-language-server: $schema=../schema/experiment.v1.json
apiVersion: kubedyno.dev/v1
kind: Experiment
name: first-run
description: optional text
engine: {kind: kubernetes}
workload:
  name: vision
  model: {file: ./My Model.onnx, sha256: ${'ab'.repeat(32)}}
  replicas: 2
  resources: {requests: {cpu: 500m, memory: 512Mi}, limits: {cpu: 1.5, memory: 1Gi}}
  threads: 1
  queueCapacity: 10
load:
  source: http
  kind: open
  rate: 20/s
  arrivals: poisson
  clients: 8
  encoding: json
  timeout: 1m30s
  connectionsPerReplica: 5
  drivers: 2
  phases:
    - {name: warm-up, duration: 5s, warmup: true}
    - {name: busy, duration: 20s, rate: 30.5, arrivals: constant}
    - {name: pushed, duration: 500ms, kind: closed}
    - {name: crowded, duration: 1m, kind: closed, clients: 100}
scaling: {replicas: "1 @ 0s, 3 @ 10s,8 @20s"}
recording: {interval: 250ms, signals: [cpu_seconds_total]}
design: {seed: 7, repetitions: 3, order: blocked, pause: 2s, factors: {workload.replicas: [1, 2], load.rate: [5, 10]}}
objectives: ["latency p99.9 <= 1.5 s", "service mean < 300ms", "errors < 1 %", "throughput   > 20/s"]
`.replace('workload.replicas: [1, 2]', 'recording.interval: [1s, 2s]')

test('a file that says everything is read as it says, with units resolved', () => {
  expect(loadText(everything).experiment).toEqual({
    apiVersion: 'kubedyno.dev/v1',
    kind: 'Experiment',
    name: 'first-run',
    description: 'optional text',
    engine: { kind: 'kubernetes' },
    workload: {
      name: 'vision',
      model: { kind: 'file', path: './My Model.onnx', sha256: 'ab'.repeat(32) },
      replicas: 2,
      resources: {
        requests: { cpuMillicores: 500, memoryBytes: 512 * 2 ** 20 },
        limits: { cpuMillicores: 1500, memoryBytes: 2 ** 30 },
      },
      threads: 1,
      queueCapacity: 10,
    },
    load: {
      source: 'http',
      encoding: 'json',
      timeoutMs: 90_000,
      connectionsPerReplica: 5,
      drivers: 2,
      phases: [
        { name: 'warm-up', durationMs: 5000, warmup: true, demand: { kind: 'rate', arrivals: 'poisson', ratePerSecond: 20 } },
        { name: 'busy', durationMs: 20_000, warmup: false, demand: { kind: 'rate', arrivals: 'constant', ratePerSecond: 30.5 } },
        { name: 'pushed', durationMs: 500, warmup: false, demand: { kind: 'clients', clients: 8 } },
        { name: 'crowded', durationMs: 60_000, warmup: false, demand: { kind: 'clients', clients: 100 } },
      ],
    },
    scaling: {
      timeline: [
        { atMs: 0, replicas: 1 },
        { atMs: 10_000, replicas: 3 },
        { atMs: 20_000, replicas: 8 },
      ],
    },
    recording: { intervalMs: 250, signals: ['cpu_seconds_total'] },
    design: {
      seed: 7,
      repetitions: 3,
      order: 'blocked',
      pauseMs: 2000,
      factors: [
        { path: 'load.rate', levels: [5, 10] },
        { path: 'recording.interval', levels: ['1s', '2s'] },
      ],
    },
    objectives: [
      { text: 'latency p99.9 <= 1.5 s', metric: 'latency', quantile: 0.999, operator: '<=', threshold: 1500 },
      { text: 'service mean < 300ms', metric: 'service', quantile: null, operator: '<', threshold: 300 },
      { text: 'errors < 1 %', metric: 'errors', quantile: null, operator: '<', threshold: 0.01 },
      { text: 'throughput > 20/s', metric: 'throughput', quantile: null, operator: '>', threshold: 20 },
    ],
  })
})

test('what a file leaves out is absent or has its default', () => {
  const { experiment } = loadText(smallest)
  expect(experiment.workload).toEqual({
    name: 'resnet50',
    model: { kind: 'catalogue', name: 'resnet50' },
    replicas: 1,
    resources: { requests: { cpuMillicores: null, memoryBytes: null }, limits: { cpuMillicores: null, memoryBytes: null } },
    threads: null,
    queueCapacity: 256,
  })
  expect(experiment.load).toMatchObject({ source: 'http', encoding: 'binary', timeoutMs: 10_000, connectionsPerReplica: 64, drivers: 1 })
  expect(experiment.load.phases[0]?.demand).toEqual({ kind: 'rate', arrivals: 'poisson', ratePerSecond: 20 })
  expect(experiment).toMatchObject({
    engine: { kind: 'local' },
    description: null,
    scaling: { timeline: [] },
    recording: { intervalMs: 1000, signals: null },
    design: { seed: 42, repetitions: 1, order: 'shuffled', pauseMs: 0, factors: [] },
    objectives: [],
  })
})

test('replicas that feed themselves run at a rate or flat out', () => {
  const demandOf = (rate: string) =>
    loadText(smallest.replace('  rate: 20', `  source: self\n  rate: ${rate}`)).experiment.load.phases[0]?.demand
  expect(demandOf('max')).toEqual({ kind: 'max' })
  expect(demandOf('5')).toEqual({ kind: 'rate', arrivals: 'poisson', ratePerSecond: 5 })
})

test('a workload is called like its model file when it has no name', () => {
  const named = (file: string) =>
    loadText(smallest.replace('resnet50', `{file: "${file}", sha256: ${'a'.repeat(64)}}`)).experiment.workload.name
  expect(named('../models/My Net_v2.onnx')).toBe('my-net-v2')
  expect(named('日本.onnx')).toBe('model')
})

test('null takes a limit away like leaving it out', () => {
  const text = smallest.replace('resnet50', 'resnet50\n  threads: null\n  resources: {limits: {cpu: null, memory: }}')
  expect(loadText(text).experiment).toEqual(loadText(smallest).experiment)
})

test('a timeline may be a list', () => {
  const text = `${smallest}scaling:\n  replicas:\n    - {at: 0s, replicas: 2}\n    - {replicas: 4, at: 10s}\n`
  expect(loadText(text).experiment.scaling.timeline).toEqual([
    { atMs: 0, replicas: 2 },
    { atMs: 10_000, replicas: 4 },
  ])
})

test('the order of keys, comments and spelling of units do not change the experiment', () => {
  const reordered = `${everything
    .trim()
    .split(/\n(?=[a-z])/)
    .reverse()
    .join('\n')}\n# the end`
    .replace('{workload.replicas: [1, 2], load.rate: [5, 10]}', '{load.rate: [5, 10], workload.replicas: [1, 2]}')
    .replace('timeout: 1m30s', 'timeout: 90s')
    .replace(
      '{name: busy, duration: 20s, rate: 30.5, arrivals: constant}',
      '{arrivals: constant, rate: 30.5/s, duration: 20000ms, name: busy}',
    )
  expect(reordered).not.toBe(everything)
  expect(stableJson(loadText(reordered).experiment)).toBe(stableJson(loadText(everything).experiment))
})

test('the source is kept as it is, with the hash of its bytes', () => {
  const { source } = loadText(smallest)
  expect(source.text).toBe(smallest)
  expect(source.sha256).toMatch(/^[0-9a-f]{64}$/)
})

test('a rate may change over a phase, and what it asks for has the mean of its shape', () => {
  const demands = (rates: string[], ms = '10s') =>
    loadText(
      smallest.replace(
        /phases:[\s\S]*/,
        `phases:\n${rates.map((rate, index) => `    - {name: p${index}, duration: ${ms}, rate: ${rate}}\n`).join('')}`,
      ),
    ).experiment.load.phases.map(({ demand }) => demand)
  expect(demands(['{ramp: [5, 50]}', '{ramp: [0, 10, 0, 20]}', '{steps: [5, 10, 30]}', '{profile: [2, 4, 12]}'])).toEqual([
    { kind: 'rate', arrivals: 'poisson', ratePerSecond: 27.5, shape: { kind: 'ramp', ratesPerSecond: [5, 50] } },
    { kind: 'rate', arrivals: 'poisson', ratePerSecond: 20 / 3, shape: { kind: 'ramp', ratesPerSecond: [0, 10, 0, 20] } },
    { kind: 'rate', arrivals: 'poisson', ratePerSecond: 15, shape: { kind: 'steps', ratesPerSecond: [5, 10, 30] } },
    { kind: 'rate', arrivals: 'poisson', ratePerSecond: 6, shape: { kind: 'profile', ratesPerSecond: [2, 4, 12] } },
  ])
  const [whole, half] = demands(['{sine: {mean: 20, amplitude: 10, period: 5s}}', '{sine: {mean: 20, amplitude: 10, period: 20s}}'])
  expect(whole).toMatchObject({ shape: { kind: 'sine', meanPerSecond: 20, amplitudePerSecond: 10, periodMs: 5000 } })
  expect(whole?.kind === 'rate' && whole.ratePerSecond).toBeCloseTo(20, 12)
  expect(half?.kind === 'rate' && half.ratePerSecond).toBeCloseTo(20 + 20 / Math.PI, 12)
})

test('a sweep becomes phases of equal length with evenly spaced rates, the last of which may not be reached', () => {
  const climb = '{name: climb, duration: 80s, arrivals: constant, rate: {sweep: {from: 5, to: 80, steps: 4}}}'
  const { phases } = loadText(smallest.replace('{name: busy, duration: 20s}', `{name: calm, duration: 1s}\n    - ${climb}`)).experiment.load
  const step = { durationMs: 20_000, warmup: false, mayEndLoad: true }
  const demand = { kind: 'rate', arrivals: 'constant' }
  expect(phases.slice(1)).toEqual([
    { ...step, name: 'climb-1', demand: { ...demand, ratePerSecond: 5 } },
    { ...step, name: 'climb-2', demand: { ...demand, ratePerSecond: 30 } },
    { ...step, name: 'climb-3', demand: { ...demand, ratePerSecond: 55 } },
    { ...step, name: 'climb-4', demand: { ...demand, ratePerSecond: 80 } },
  ])
  expect(phases[0]).toEqual({ name: 'calm', durationMs: 1000, warmup: false, demand: expect.objectContaining({ ratePerSecond: 20 }) })
  const driven = loadText(smallest.replace('rate: 20', 'rate: {sweep: {from: 1, to: 2, steps: 3, stop: false}}')).experiment.load.phases
  expect(driven.map(({ name, mayEndLoad }) => [name, mayEndLoad])).toEqual([
    ['busy-1', undefined],
    ['busy-2', undefined],
    ['busy-3', undefined],
  ])
})

test('a sweep of clients takes whole ones', () => {
  const { phases } = loadText(smallest.replace('rate: 20', 'kind: closed\n  clients: {sweep: {from: 1, to: 16, steps: 5}}')).experiment.load
  expect(phases.map(({ demand }) => demand.kind === 'clients' && demand.clients)).toEqual([1, 5, 9, 12, 16])
})

test('a level may change a sweep', () => {
  const sweep = '{sweep: {from: 1, to: 2, steps: 2}}'
  const loaded = loadText(`${smallest.replace('rate: 20', `rate: ${sweep}`)}design: {factors: {load.rate.sweep.to: [4, 8]}}\n`)
  const { phases } = applyLevels(loaded, [{ path: 'load.rate.sweep.to', value: 8 }]).load
  expect(phases.map(({ demand }) => demand.kind === 'rate' && demand.ratePerSecond)).toEqual([1, 8])
})

test('arrivals take what they need from the phase, and else from the load', () => {
  const text = smallest.replace(
    /rate: 20[\s\S]*/,
    `rate: 20
  arrivals: gamma
  burstiness: 4
  bursts: { ratio: 8, calm: 10s, burst: 2s }
  phases:
    - {name: a, duration: 1s}
    - {name: b, duration: 1s, burstiness: 0.5}
    - {name: c, duration: 1s, arrivals: mmpp2}
    - {name: d, duration: 1s, replay: {file: a.csv, speed: 2}}
`,
  )
  expect(loadText(text).experiment.load.phases.map(({ demand }) => demand)).toEqual([
    { kind: 'rate', arrivals: 'gamma', burstiness: 4, ratePerSecond: 20 },
    { kind: 'rate', arrivals: 'gamma', burstiness: 0.5, ratePerSecond: 20 },
    { kind: 'rate', arrivals: 'mmpp2', bursts: { ratio: 8, calmMs: 10_000, burstMs: 2000 }, ratePerSecond: 20 },
    { kind: 'replay', replay: { file: 'a.csv', speed: 2, scale: 1 } },
  ])
})

test('arrivals and shapes can be varied like any other value', () => {
  const varied = (factors: string) =>
    loadText(`${smallest.replace('rate: 20', 'rate: 20\n  burstiness: 4')}design: {factors: ${factors}}\n`)
  expect(varied('{load.arrivals: [poisson, gamma]}').experiment.design.factors).toHaveLength(1)
  expect(varied('{load.rate: [{ramp: [1, 2]}, 3], load.arrivals: [gamma]}').experiment.design.factors).toHaveLength(2)
})
