import { expect, test } from 'vitest'
import { analyseRecords } from '../../src/analysis/analyse-records.ts'
import { type RunFacts, searchFacts } from '../../src/analysis/index.ts'
import { judge, overallVerdict } from '../../src/analysis/objectives.ts'
import { experimentReport } from '../../src/report/html/experiment-page.ts'
import { searchSection } from '../../src/report/html/search.ts'
import { searchSentence } from '../../src/report/words/search.ts'
import { simulatedRun } from '../analysis/simulated-run.ts'

const { series: _, ...analysis } = analyseRecords(simulatedRun())
const rates = [5, 10, 20, 40, 80]

/** A run at a rate whose latency rises with it, until its load is no longer delivered. */
function runAt(value: number, repetition: number): RunFacts {
  const [first] = analysis.objectives
  const invalid = value >= 80
  const middle = 4 * value * (1 + 0.3 * repetition)
  const measured = invalid
    ? { value: null, low: null, high: null, n: 0, effectiveN: null, reason: 'withheld' }
    : { value: middle, low: 0.8 * middle, high: 1.3 * middle, n: 100, effectiveN: 60, reason: null }
  const objective = { ...(first as NonNullable<typeof first>), text: 'latency p95 < 200 ms', threshold: 200, measured }
  const objectives = [{ ...objective, verdict: judge(measured, '<', 200) }]
  return {
    ...analysis,
    identity: { ...analysis.identity, runId: `1f0c9a42-${repetition}${value}`, repetition, levels: [{ path: 'load.rate', value }] },
    objectives,
    verdict: overallVerdict(objectives, true),
    certificate: {
      ...analysis.certificate,
      verdict: invalid ? 'INVALID' : 'VALID',
      broken: invalid ? [{ rule: 'delivered', verdict: 'INVALID', text: '12 % of the requests were not sent.' }] : [],
    },
  } as RunFacts
}

function searchOf(repetition: number, tried: readonly number[], levels: { path: string; value: string }[] = []) {
  const candidates = rates.map((value) => ({ value, run: `1f0c9a42-${repetition}${value}` }))
  const runs = tried.map((value) => runAt(value, repetition))
  return searchFacts({ path: 'load.rate', levels, repetition, candidates }, new Map(runs.map((run) => [run.identity.runId, run])))
}

test('the page of a search is the same bytes for the same runs', async () => {
  await expect(searchSection([searchOf(1, [5, 20, 40, 80])])).toMatchFileSnapshot('golden/search.html')
})

test('the answer names both sides of the limit, and why the next one does not count', () => {
  expect(searchSentence(searchOf(0, [5, 20, 40, 80]))).toMatch(
    /^highest load\.rate that met the objectives: 20\/s; the next one, 40\/s, left undecided: latency p95 < 200 ms \(was 160.ms, 130 – 210.ms\)$/,
  )
  expect(searchSentence(searchOf(2, [5, 20, 40, 80]))).toMatch(/the next one, 40\/s, missed: latency p95 < 200 ms \(was 260.ms\)$/)
  expect(searchSentence({ ...searchOf(0, [5, 10, 20, 80]), end: 'between' })).toContain(
    '80/s, got an INVALID load, so the limit may be that of the driver or the machine: 12 % of the requests were not sent',
  )
})

test('repetitions are told one by one and together, and runs of which nothing is known are counted', () => {
  const html = searchSection([1, 2].map((repetition) => searchOf(repetition, [5, 20, 40, 80])))
  expect(html).toContain('Highest load.rate that met the objectives over 2 repetitions: lowest 20/s, median 20/s, highest 20/s')
  expect(html).toContain('Repetition 2: highest load.rate that met the objectives: 20/s')
  expect(html).toContain('Of 2 of 8 runs nothing is known here')
  const none = searchSection([20, 20].map((value, place) => ({ ...searchOf(place, [value]), end: 'below' as const })))
  expect(none).toContain('✕ No load.rate in the range met the objectives in any of 2 repetitions')
})

test('hostile levels are shown and do nothing, each combination has charts of its own, and no search leaves the page as it was', () => {
  const html = searchSection([searchOf(1, [5, 80], [{ path: '<b>', value: '"><script>' }]), searchOf(1, [5, 20, 40, 80])])
  expect(html).not.toMatch(/<script|<b>/)
  expect([...html.matchAll(/<figure id="([\w-]+)"/g)].map(([, id]) => id)).toEqual(['search-1-1', 'search-2-1'])
  expect(experimentReport('a', [analysis], [])).toBe(experimentReport('a', [analysis]))
})
