import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parse, stringify } from 'yaml'
import { DynoError } from '../../src/base/errors.ts'
import { type Json, stableJson } from '../../src/base/stable-json.ts'
import { applyLevels, experimentPaths, type LoadedExperiment } from '../../src/spec/index.ts'
import { experimentFrom } from '../../src/spec/load-experiment.ts'
import { sourceOf } from '../../src/spec/source.ts'
import { smallest } from './experiment-file.ts'

const rich = `# yaml-language-server: $schema=../schema/experiment.v1.json
apiVersion: kubedyno.dev/v1
kind: Experiment
name: first-run
description: "text: with 'quotes'"
engine: {kind: local}
workload: &w
  model: {file: ./my.onnx, sha256: ${'0a'.repeat(32)}}
  resources: {requests: {cpu: 500m, memory: 512Mi}, limits: {cpu: 1, memory: 1Gi}}
  threads: null
load:
  kind: open
  rate: 20/s
  clients: 8
  phases:
    - &p {name: warm-up, duration: 5s, warmup: true}
    - {<<: *p, name: busy, duration: 1m30s, rate: 30, arrivals: constant, warmup: false}
    - name: crowd
      kind: closed
      duration: 20s
scaling: {replicas: [{at: 0s, replicas: 1}, {at: 60s, replicas: 3}]}
recording: {interval: 1s, signals: [cpu_seconds_total, memory_bytes]}
design: {seed: 42, repetitions: 2, order: blocked, pause: 1s, factors: {load.rate: [5, 10], workload.resources.limits.cpu: [500m, 1, null]}}
objectives: ["latency p95 < 300 ms", "errors < 1 %", "throughput > 20/s"]
`
const selfFed = smallest.replace('rate: 20', 'source: self\n  rate: max').concat('scaling: {replicas: "1 @ 0s, 3 @ 6s"}\nengine: local\n')
const seeds = [smallest, rich, selfFed]
const values = seeds.map((seed) => parse(seed, { merge: true }) as Json)

type Setting = [flags?: { path: string; value: string }[], environment?: Record<string, string>]

let slowestMs = 0
let accepted = 0
let refused = 0

function read(content: string | Uint8Array, ...[flags = [], environment = {}]: Setting): LoadedExperiment {
  return experimentFrom(sourceOf('experiment.yaml', Buffer.from(content)), flags, environment)
}

/** Loads the bytes; whatever is wrong with them must come as an error with a code. */
function survive(content: string | Uint8Array, ...setting: Setting): void {
  const startedAt = performance.now()
  try {
    const loaded = read(content, ...setting)
    const levels = loaded.experiment.design.factors.map(({ path: at, levels: [value] }) => ({ path: at, value: value as Json }))
    applyLevels(loaded, levels)
    stableJson(loaded.experiment)
    accepted++
  } catch (error) {
    if (!(error instanceof DynoError)) throw error
    expect(error.code).toMatch(/^KD_SPEC_/)
    refused++
  }
  slowestMs = Math.max(slowestMs, performance.now() - startedAt)
}

const strange = fc.constantFrom(
  ...[
    '',
    ' ',
    '\n',
    '\t',
    ':',
    ': ',
    '- ',
    '? ',
    '#',
    '&a ',
    '*a',
    '*p',
    '<<: *p',
    '!x ',
    '!!binary ',
    '"',
    "'",
    '|',
    '>',
    '%YAML 1.1\n',
    '---\n',
    '...\n',
  ],
  ...[
    '{',
    '}',
    '[',
    ']',
    ',',
    '\r\n',
    '\ufeff',
    '\0',
    '.inf',
    '.nan',
    '-1',
    '1e999',
    '0x10',
    '99999999999999999999',
    '~',
    '__proto__',
    'constructor: ',
    '\u2028',
    '\ud83d\ude00',
    '[[[[[[[[',
    '0s',
    '../..',
  ],
)

const edit = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  remove: fc.nat(3),
  insert: fc.oneof(strange, fc.string({ maxLength: 4, unit: 'binary' })),
})

test('five thousand files with broken bytes never crash the parser', () => {
  fc.assert(
    fc.property(fc.constantFrom(...seeds), fc.array(edit, { minLength: 1, maxLength: 3 }), fc.boolean(), (seed, edits, raw) => {
      let bytes = Buffer.from(seed)
      for (const { at, remove, insert } of edits) {
        const start = Math.floor(at * bytes.length)
        bytes = Buffer.concat([bytes.subarray(0, start), Buffer.from(insert, raw ? 'latin1' : 'utf8'), bytes.subarray(start + remove)])
      }
      survive(bytes)
    }),
    { numRuns: 5000, seed: 1 },
  )
})

const anyValue = fc.oneof(
  fc.constantFrom<Json>(
    null,
    true,
    -1,
    0,
    1.5,
    1e308,
    '',
    '5',
    '5s',
    '0s',
    'max',
    '..',
    '__proto__',
    [],
    {},
    [null],
    { a: null },
    [[]],
    'latency p95 < 1 s',
    '3 @ 1s',
    { kind: 'closed' },
  ),
  fc.string({ maxLength: 8 }),
  fc.double(),
)
const anyKey = fc.constantFrom(
  'rate',
  'kind',
  'replicas',
  'phases',
  'constructor',
  'length',
  'toString',
  '0',
  '',
  'factors',
  'load.rate',
  'load.phases.0.rate',
  'load.phases',
  'engine.kind',
  'workload.model.file',
)

test('five thousand files with exchanged, removed and added values never crash the parser', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...values),
      fc.array(fc.tuple(fc.nat(), fc.constantFrom('exchange', 'remove', 'add', 'copy'), anyKey, anyValue), { minLength: 1, maxLength: 3 }),
      (seed, changes) => {
        const root = { root: structuredClone(seed) }
        for (const [choice, change, key, value] of changes) {
          const spots = spotsIn(root)
          const spot = spots[choice % spots.length]
          if (!spot) break
          if (change === 'exchange') spot.parent[spot.key] = structuredClone(value)
          else if (change === 'remove') delete spot.parent[spot.key]
          else if (change === 'add') spot.parent[Array.isArray(spot.parent) ? String(spot.parent.length) : key] = structuredClone(value)
          else spot.parent[spot.key] = structuredClone((spots[(choice * 7) % spots.length] as Spot).parent)
        }
        survive(JSON.stringify(root.root ?? null))
      },
    ),
    { numRuns: 5000, seed: 2 },
  )
})

test('a thousand strange flags and variables never crash the parser', () => {
  const place = fc.oneof(
    fc.constantFrom(
      ...experimentPaths(),
      'design.factors.load.rate',
      'design.factors.__proto__',
      '__proto__.a',
      'load.phases.9',
      'load.phases.x',
      '',
    ),
    fc.string({ maxLength: 8 }),
  )
  const value = fc.oneof(strange, fc.constantFrom('5', '5s', '[1, 2]', '{a: 1}', 'null', '*a', '&a [*a]'), fc.string({ maxLength: 8 }))
  const variable = experimentPaths().map(
    (at) =>
      `KUBEDYNO_${at
        .replace(/([A-Z])/g, '_$1')
        .replaceAll('.', '_')
        .toUpperCase()}`,
  )
  const flags = fc.array(fc.record({ path: place, value }), { maxLength: 3 })
  fc.assert(
    fc.property(
      fc.constantFrom(...seeds),
      flags,
      fc.dictionary(fc.constantFrom(...variable), value, { maxKeys: 1 }),
      (seed, overrides, environment) => {
        survive(seed, overrides, environment)
      },
    ),
    { numRuns: 1000, seed: 4 },
  )
})

test('no mutated file took a second, and both sound and broken ones were among them', () => {
  expect(slowestMs).toBeLessThan(1000)
  expect(accepted).toBeGreaterThan(200)
  expect(refused).toBeGreaterThan(5000)
})

test('the order of keys never changes the experiment', () => {
  const reference = new Map(seeds.map((seed) => [seed, normalised(seed)]))
  fc.assert(
    fc.property(fc.constantFrom(...seeds), fc.infiniteStream(fc.nat()), (seed, numbers) => {
      const reordered = (value: Json): Json => {
        if (Array.isArray(value)) return value.map(reordered)
        if (value === null || typeof value !== 'object') return value
        const ranked = Object.entries(value).map(([key, member]) => ({ key, member: reordered(member), rank: numbers.next().value }))
        return Object.fromEntries(ranked.sort((a, b) => a.rank - b.rank).map(({ key, member }) => [key, member]))
      }
      expect(normalised(stringify(reordered(parse(seed, { merge: true }) as Json)))).toBe(reference.get(seed))
    }),
    { numRuns: 200, seed: 3 },
  )
})

function normalised(text: string): string {
  return stableJson(read(text).experiment)
}

interface Spot {
  parent: { [key: string]: Json }
  key: string
}

function spotsIn(value: Json): Spot[] {
  if (value === null || typeof value !== 'object') return []
  return Object.entries(value).flatMap(([key, member]) => [{ parent: value as Spot['parent'], key }, ...spotsIn(member)])
}
