import { expect, test } from 'vitest'
import { analyseRecords } from '../../src/analysis/analyse-records.ts'
import type { RunAnalysis } from '../../src/analysis/index.ts'
import { experimentReport } from '../../src/report/html/experiment-page.ts'
import { htmlReport } from '../../src/report/html/run-page.ts'
import { markdownReport } from '../../src/report/markdown-report.ts'
import { summaryJson } from '../../src/report/summary-json.ts'
import { terminalReport } from '../../src/report/terminal-report.ts'
import { simulatedRun } from '../analysis/simulated-run.ts'

const analysis = analyseRecords(simulatedRun())

function expectGolden(name: string, text: string): Promise<void> {
  return expect(text).toMatchFileSnapshot(`golden/${name}`)
}

test('the page is the same bytes for the same run', async () => {
  await expectGolden('report.html', htmlReport(analysis))
  expect(htmlReport(analyseRecords(simulatedRun()))).toBe(htmlReport(analysis))
})

test('Markdown, terminal and summary are the same bytes for the same run', async () => {
  await expectGolden('report.md', markdownReport(analysis))
  await expectGolden('report.txt', terminalReport(analysis, { width: 100, color: false }))
  await expectGolden('summary.json', summaryJson(analysis))
})

test('a run that was cut off begins with saying so', async () => {
  const cut = analyseRecords(simulatedRun({ cutAtMs: 75_000 }))
  await expectGolden('cut-off.md', markdownReport(cut))
  expect(htmlReport(cut)).toContain('This run is unfinished: what follows covers what was recorded.')
})

test('replicas that feed themselves are told of in their own words', () => {
  const text = markdownReport(analyseRecords(simulatedRun({ source: 'self' })))
  expect(text).toContain('to the end of the inference')
  expect(text).toContain('each replica feeds itself, there is no client')
})

test('what is missing is shown as missing, with the reason', () => {
  const records = simulatedRun()
  const bare = analyseRecords({ ...records, samples: { ...records.samples, count: 0 } })
  const html = htmlReport(bare)
  expect(html).toContain('Not recorded: no two samples of cpu_seconds_total within the run.')
  expect(html).toContain('Not recorded: not in a cgroup2.'.slice(0, 13))
})

test('a long run with many replicas stays a small file', () => {
  const series = analysis.series
  const tracks = Array.from({ length: 40 }, (_, index) => ({
    entity: `replica/r${index}`,
    measure: 'cpuCores' as const,
    points: Array.from({ length: 240 }, (_, at) => ({ fromMs: at * 600, untilMs: at * 600 + 600, value: Math.abs(Math.sin(at + index)) })),
  }))
  const html = htmlReport({ ...analysis, series: { ...series, tracks: [...series.tracks, ...tracks] } })
  expect(html.length).toBeLessThan(400_000)
  expect(html).toContain('range of 44 replicas')
})

test('hostile names are shown, and do nothing', () => {
  const evil = `"><script>alert(1)</script>\u202e\u001b[31m'|\`& <img src=x onerror=alert(1)> {{x}}`
  const records = simulatedRun()
  const { experiment } = records.asked
  const hostile = analyseRecords({
    ...records,
    asked: {
      ...records.asked,
      experiment: {
        ...experiment,
        name: evil,
        description: evil,
        load: { ...experiment.load, phases: experiment.load.phases.map((phase) => ({ ...phase, name: phase.name + evil })) },
        objectives: experiment.objectives.map((objective) => ({ ...objective, text: evil })),
      },
    },
    requests: { ...records.requests, phases: records.requests.phases.map((name) => name + evil), replicas: [evil, evil, evil, evil] },
    samples: { ...records.samples, entities: records.samples.entities.map((name) => name + evil) },
    events: [...records.events, { time: '2026-01-01T00:00:00.000Z', atMs: 5, type: 'replica.died', replica: evil, reason: evil }],
  }) as RunAnalysis
  const html = htmlReport(hostile)
  expect(html.match(/.{0,80}(<script|<img).{0,40}/)?.[0]).toBeUndefined()
  expect(html.includes('\u202e')).toBe(false)
  const markdown = markdownReport(hostile)
  expect(markdown.match(/.{0,40}(^|[^\\])<(script|img)/)?.[0]).toBeUndefined()
  for (const line of markdown.split('\n').filter((text) => text.startsWith('| '))) {
    expect(line.replace(/\\\|/g, '').startsWith('| ')).toBe(true)
  }
  expect(terminalReport(hostile, { width: 80, color: false })).not.toContain('\u001b')
})

test('the terminal keeps to its width, with colour only where it is wanted', async () => {
  const text = terminalReport(analysis, { width: 72, color: false })
  expect(text.split('\n').every((line) => line.length <= 72)).toBe(true)
  expect(text).not.toContain('\u001b')
  expect(terminalReport(analysis, { width: 72, color: true })).toContain('\u001b[31m')
})

test('runs of an experiment stand side by side, and an experiment without runs teaches the next command', async () => {
  const other = { ...analysis, identity: { ...analysis.identity, runId: '1f0c9a42-002', levels: [{ path: '<b>', value: '"' }] } }
  const html = experimentReport('scale-out', [analysis, other])
  await expectGolden('experiment.html', html)
  expect(html).toContain('href="1f0c9a42-002/report.html"')
  expect(html).not.toContain('<b>')
  expect(experimentReport('scale-out', [])).toContain('kubedyno run experiment.yaml')
})
