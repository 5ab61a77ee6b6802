import { analyseRun, type RunAnalysis } from '../analysis/index.ts'
import { type Effects, realEffects } from '../base/effects.ts'
import { stableJson } from '../base/stable-json.ts'
import { writeFileAtomic } from '../base/write-file.ts'
import type { RunFolder } from '../dataset/index.ts'
import { htmlReport } from './html/run-page.ts'
import { markdownReport } from './markdown-report.ts'
import { summaryJson } from './summary-json.ts'

/** Analyses a run folder and writes its `certificate.json`, `summary.json`, `report.html` and `report.md`; the same folder gives the same bytes. */
export async function writeReports(folder: RunFolder, effects: Pick<Effects, 'disk'> = realEffects): Promise<RunAnalysis> {
  const analysis = await analyseRun(folder, effects)
  writeFileAtomic(folder.certificate, stableJson(analysis.certificate), effects)
  writeFileAtomic(folder.summary, summaryJson(analysis), effects)
  writeFileAtomic(folder.reportHtml, htmlReport(analysis), effects)
  writeFileAtomic(folder.reportMarkdown, markdownReport(analysis), effects)
  return analysis
}
