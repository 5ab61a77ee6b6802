import { expect, test } from 'vitest'
import { analyseRecords } from '../../../src/analysis/analyse-records.ts'
import { htmlReport } from '../../../src/report/html/run-page.ts'
import { markdownReport } from '../../../src/report/markdown-report.ts'
import { terminalReport } from '../../../src/report/terminal-report.ts'
import { simulatedRun } from '../simulated-run.ts'

test('a load that was delivered gets its latencies told, a driver that lost rows gets none, in every form of the report', () => {
  const records = simulatedRun()
  const sound = analyseRecords(records)
  expect(sound.certificate.verdict).not.toBe('INVALID')
  expect(sound.requests.latencyMs.p50.value).not.toBeNull()

  const driver = records.driver && { ...records.driver, intended: records.requests.count * 2 }
  const invalid = analyseRecords({ ...records, driver })
  expect(invalid.certificate.broken[0]).toMatchObject({ rule: 'rows', verdict: 'INVALID' })
  expect(invalid.requests.latencyMs).toMatchObject({ n: sound.requests.latencyMs.n, p50: { value: null }, p99: { value: null }, max: null })
  expect(invalid.objectives.filter(({ metric }) => metric === 'latency').map(({ verdict }) => verdict)).not.toContain('met')
  expect(htmlReport(invalid)).toContain('class="banner"')
  expect(htmlReport(sound)).not.toContain('class="banner"')
  expect(markdownReport(invalid)).toContain('load INVALID')
  expect(terminalReport(invalid, { width: 200, color: false })).toContain('latency p50  unknown (withheld')
})
