import { expect, test } from 'vitest'
import { analyseRecords } from '../../src/analysis/analyse-records.ts'
import { type LoadLevel, type RunFacts, type SaturationFacts, saturationOf } from '../../src/analysis/index.ts'
import { experimentReport } from '../../src/report/html/experiment-page.ts'
import { htmlReport } from '../../src/report/html/run-page.ts'
import { markdownReport } from '../../src/report/markdown-report.ts'
import { terminalReport } from '../../src/report/terminal-report.ts'
import { sweepLevels } from '../analysis/saturation/simulated-sweep.ts'
import { simulatedRun } from '../analysis/simulated-run.ts'

const analysis = analyseRecords(simulatedRun())
const levels = sweepLevels({ seed: 3, ratesPerSecond: [5, 11, 17, 23, 29, 35, 41, 56], stepMs: 30_000, servers: 1, serviceMs: () => 20 })
const found = saturationOf(levels)
const withSaturation = (saturation: SaturationFacts) => ({ ...analysis, saturation })

test('a knee is told in one line, drawn as a band, and told with its levels in Markdown', () => {
  const run = withSaturation(found)
  const sentence = /Saturates at 3\d(\.\d)?\/s \(3\d(\.\d)? – 3\d(\.\d)?\/s\): mean latency there is twice that of an unloaded service\./
  expect(terminalReport(run, { width: 300, color: false })).toMatch(sentence)
  expect(markdownReport(run).replaceAll('\\', '')).toMatch(sentence)
  expect(markdownReport(run)).toMatch(/\| climb-8 \| 5\d(\.\d)?\/s \| fell short \|/)
  const html = htmlReport(run)
  expect(html).toMatch(sentence)
  expect(html).toContain('<path class="knee" ')
  expect(html).toContain('M/G/1: one request is served at a time')
  expect(html.match(/<path class="level done short" d="[^"]*"><title>climb-8/g)).toHaveLength(2)
})

test('a refusal shows the levels and no knee', () => {
  const run = withSaturation(saturationOf(levels.slice(0, 1), { notDriven: 3 }))
  const sentence = 'Where it saturates cannot be told. It takes 4 different loads to see a knee, and 1 can be used here.'
  expect(terminalReport(run, { width: 300, color: false })).toContain(sentence)
  expect(htmlReport(run)).toContain(sentence)
  expect(htmlReport(run)).not.toContain('class="knee"')
  expect(htmlReport(run)).toContain('id="saturation-latency"')
})

test('who asked for fewer than four loads hears nothing of it', () => {
  expect(analysis.saturation.levels).toHaveLength(3)
  expect(analysis.saturation.outcome).toBeNull()
  expect(htmlReport(analysis)).not.toContain('id="saturation"')
})

const runOf = (level: LoadLevel, index: number, cpu: string): RunFacts => ({
  ...analysis,
  identity: {
    ...analysis.identity,
    runId: `aaaa1111-00${index}`,
    levels: [
      { path: 'load.rate', value: level.load },
      { path: 'workload.resources.limits.cpu', value: cpu },
    ],
  },
  saturation: { levels: [level], outcome: null },
})

test('runs of one load each are levels of their experiment, apart for everything else that was varied', () => {
  const page = experimentReport('rates', [...levels.map((level, index) => runOf(level, index, '1')), runOf(levels[0] as LoadLevel, 9, '2')])
  expect(page).toContain('Where it saturates: workload.resources.limits.cpu = &quot;1&quot;')
  expect(page).not.toContain('limits.cpu = &quot;2&quot;</h2>')
  expect(page).toContain('<title>aaaa1111-007: ')
})
