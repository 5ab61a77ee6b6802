import { expect, test } from 'vitest'
import { analyseRecords } from '../../src/analysis/analyse-records.ts'
import type { RunRecords } from '../../src/analysis/records.ts'
import { outcomes } from '../../src/dataset/index.ts'
import { simulatedRun } from './simulated-run.ts'

const records = simulatedRun()
const facts = analyseRecords(records)

test('every request is counted once, and warm-up in no result', () => {
  const { requests, phases } = facts
  expect(phases.reduce((sum, phase) => sum + phase.requests.asked, 0)).toBe(records.requests.count)
  expect(requests.asked).toBe(records.requests.count - (phases[0]?.requests.asked ?? 0))
  expect(requests.done + requests.failed + requests.cancelled).toBe(requests.asked)
  expect(Object.values(requests.byOutcome).reduce((sum, count) => sum + count, 0)).toBe(requests.asked)
  expect(facts.replicas.reduce((sum, { done }) => sum + done, 0)).toBe(requests.done)
})

test('the rate that was asked for is the rate of the plan', () => {
  expect(facts.requests.expected).toBe(50 * 12 + 60 * 38 + 40 * 85)
  expect(facts.requests.asked / (facts.requests.expected ?? 0)).toBeCloseTo(1, 1)
})

test('a freeze of two seconds is seen by everybody who came in it', () => {
  const { p50, p90, p99 } = analyseRecords(frozen()).requests.latencyMs
  expect(p50.value).toBeLessThan(1)
  const sorted = { p90: p90.value ?? p90.low, p99: p99.value ?? p99.low }
  expect(sorted.p90).toBeLessThan(1010)
  const distribution = analyseRecords(frozen()).series.ecdf
  const quantile = (share: number) => distribution.find((point) => point.share >= share)?.latencyMs
  expect(quantile(0.9)).toBeCloseTo(1001, -1.5)
  expect(quantile(0.99)).toBeCloseTo(1900, -2)
})

test('a phase that asks for more than is answered is called out, as are deaths and limits that do not hold', () => {
  const topics = facts.quality.filter(({ level }) => level !== 'fine').map(({ topic }) => topic)
  expect(topics).toEqual(expect.arrayContaining(['limits', 'replicas', 'overload', 'gaps', 'signals']))
  expect(facts.quality.find(({ topic }) => topic === 'overload')?.text).toMatch(
    /Phase overload asked for 8\d\.\d requests\/s and 7\d\.\d\/s were answered/,
  )
})

test('a run that was cut off is analysed up to where it came, and marked', () => {
  const cut = analyseRecords(simulatedRun({ cutAtMs: 75_000 }))
  expect(cut.identity.state).toBe('unfinished')
  expect(cut.requests.durationSeconds).toBeCloseTo(65, 0)
  expect(cut.phases.at(-1)).toMatchObject({ phase: 'overload', requests: { asked: 0, askedPerSecond: null } })
  expect(cut.quality[0]).toMatchObject({ level: 'warning', topic: 'run' })
  expect(cut.quality.map(({ topic }) => topic)).toEqual(expect.arrayContaining(['journal', 'rows', 'sampling']))
})

test('a run of which nothing was recorded yet has facts too', () => {
  const empty = analyseRecords({
    ...simulatedRun({ cutAtMs: -5000 }),
    environment: null,
    events: [],
  })
  expect(empty.requests).toMatchObject({ asked: 0, latencyMs: { p50: { value: null, reason: 'no observations' } } })
  expect(empty.verdict).toBe('undecided')
})

test('the order of rows in the file does not matter, and the same records give the same facts', () => {
  const { requests } = records
  const reversed = { ...requests }
  for (const [name, column] of Object.entries(requests)) {
    if (ArrayBuffer.isView(column)) Object.assign(reversed, { [name]: (column as Float64Array).slice().reverse() })
  }
  expect(JSON.stringify(analyseRecords({ ...records, requests: reversed }))).toBe(JSON.stringify(facts))
})

test('replicas that feed themselves have no expected number of arrivals, and their words change', () => {
  const self = analyseRecords(simulatedRun({ source: 'self' }))
  expect(self.requests.expected).toBeNull()
  expect(self.quality.find(({ topic }) => topic === 'send lag')?.text).toMatch(/From intended to begun/)
})

/** 500 requests a second for 10 s, of which the server answers none between 4 s and 6 s. */
function frozen(): RunRecords {
  const base = simulatedRun({ cutAtMs: -5000 })
  const count = 5000
  const intendedMs = Float64Array.from({ length: count }, (_, index) => index * 2)
  const none = () => new Float64Array(count).fill(Number.NaN)
  const [phase] = base.asked.experiment.load.phases
  return {
    ...base,
    asked: {
      ...base.asked,
      experiment: {
        ...base.asked.experiment,
        load: { ...base.asked.experiment.load, phases: [{ ...(phase as NonNullable<typeof phase>), durationMs: 10_000, warmup: false }] },
      },
    },
    requests: {
      ...base.requests,
      count,
      phase: new Uint16Array(count),
      replica: new Uint16Array(count),
      outcome: new Uint8Array(count).fill(outcomes.indexOf('ok')),
      intendedMs,
      sentMs: intendedMs,
      endMs: intendedMs.map((ms) => (ms >= 4000 && ms < 6000 ? 6000.5 : ms + 0.5)),
      decodeMs: none(),
      queueMs: none(),
      inferMs: none(),
      encodeMs: none(),
    },
  }
}
