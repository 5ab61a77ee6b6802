import { expect, test } from 'vitest'
import { withheldReason } from '../../../src/analysis/certificate/withheld.ts'
import { kindFacts } from '../../../src/analysis/requests/kinds.ts'
import { orderRequests } from '../../../src/analysis/requests/ordered-requests.ts'
import { outcomes } from '../../../src/dataset/index.ts'

const window = { warmup: false, demand: { kind: 'clients', clients: 1 } as const, plannedMs: 10_000 }
const windows = [
  { ...window, name: 'warm-up', warmup: true, fromMs: 0, untilMs: 10_000 },
  { ...window, name: 'first', fromMs: 10_000, untilMs: 20_000 },
  { ...window, name: 'second', fromMs: 20_000, untilMs: 30_000 },
]

/** Ten requests a second over three phases. Photos take 40 ms and each tenth fails; sentences take 5 ms; in the last phase there are no sentences. */
function mixed(requests: readonly string[] = ['photo', 'sentence']) {
  const rows = Array.from({ length: 300 }, (_, row) => ({
    atMs: row * 100,
    phase: Math.floor(row / 100),
    kind: row < 200 ? row % 2 : 0,
    failed: row % 20 === 0,
  }))
  const intendedMs = Float64Array.from(rows, ({ atMs }) => atMs)
  const unknown = new Float64Array(rows.length).fill(Number.NaN)
  const columns = {
    count: rows.length,
    phase: rows.map(({ phase }) => phase),
    phases: windows.map(({ name }) => name),
    request: rows.map(({ kind }) => kind),
    requests,
    replica: rows.map(() => 0),
    replicas: ['r1'],
    outcome: rows.map(({ failed }) => outcomes.indexOf(failed ? 'timeout' : 'ok')),
    outcomes,
    intendedMs,
    sentMs: intendedMs,
    endMs: Float64Array.from(rows, ({ atMs, kind }) => atMs + (kind === 0 ? 40 : 5)),
    decodeMs: unknown,
    queueMs: unknown,
    inferMs: unknown,
    encodeMs: unknown,
  }
  const ordered = orderRequests(columns, windows)
  return { ordered, counted: ordered.rowsOfPhase.slice(1) }
}

test('each kind of a mix has counts and latencies of its own, over the counted phases', () => {
  const { ordered, counted } = mixed()
  const [photo, sentence, ...others] = kindFacts(ordered, counted, false)
  expect(photo).toMatchObject({ request: 'photo', asked: 150, done: 140, failed: 10 })
  expect(photo?.latencyMs.p50.value).toBe(40)
  expect(photo?.errorShare.value).toBeCloseTo(10 / 150, 9)
  expect(sentence).toMatchObject({ request: 'sentence', asked: 50, done: 50, failed: 0 })
  expect(sentence?.latencyMs.p50.value).toBe(5)
  expect(others).toEqual([])
})

test('one kind alone, or none, is not told apart', () => {
  const { ordered, counted } = mixed()
  expect(kindFacts(ordered, counted.slice(1), false)).toEqual([])
  const without = mixed([])
  expect(kindFacts(without.ordered, without.counted, false)).toEqual([])
})

test('where latencies are withheld, those of the kinds are too', () => {
  const { ordered, counted } = mixed()
  for (const { latencyMs } of kindFacts(ordered, counted, true)) {
    expect(latencyMs.p50).toMatchObject({ value: null, reason: withheldReason })
    expect(latencyMs.max).toBeNull()
  }
})
