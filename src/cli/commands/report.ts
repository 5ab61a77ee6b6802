import type { Command, Context } from '../command.ts'
import { runArgument } from '../typing/options.ts'

export const report: Command = {
  name: 'report',
  summary: 'write the report of a run anew',
  details:
    'Without --format and --out, report.html, report.md and summary.json are written into the run folder; the same data give the same bytes.\nWith --format alone, the report goes to standard output.',
  arguments: [runArgument],
  options: [
    { name: 'format', value: 'FORMAT', help: 'what to write', choices: ['html', 'md', 'json'] },
    { name: 'out', value: 'FILE', help: 'where to write it; html unless --format says otherwise' },
  ],
  formats: ['text', 'json', 'yaml'],
  examples: [
    { line: 'kubedyno report latest', does: 'write the files in the run folder anew' },
    { line: 'kubedyno report latest --format md', does: 'print the report as Markdown' },
    { line: 'kubedyno report latest --out report.html', does: 'one file to send to somebody' },
  ],
  async run(context) {
    const { findRun } = await import('../../dataset/index.ts')
    const folder = findRun(context.runsRoot, context.argument(0) ?? '')
    const format = context.option('format')
    const out = context.option('out')
    if (!format && !out) {
      const { writeReports } = await import('../../report/index.ts')
      await writeReports(folder, context.effects)
      const files = { html: folder.reportHtml, markdown: folder.reportMarkdown, summary: folder.summary }
      await context.print({ text: () => Object.values(files).join('\n'), data: () => files })
      context.next(`kubedyno show ${folder.runId}`)
      return 0
    }
    const text = await reportAs(format ?? 'html', folder, context)
    if (!out) context.screen.out(text)
    else {
      const { writeFileAtomic } = await import('../../base/write-file.ts')
      writeFileAtomic(out, text, context.effects)
      await context.print({ text: () => out, data: () => ({ [format ?? 'html']: out }) })
      context.next(`kubedyno show ${folder.runId}`)
    }
    return 0
  },
}

async function reportAs(format: string, folder: Parameters<typeof import('../../analysis/index.ts').analyseRun>[0], { effects }: Context) {
  const { analyseRun } = await import('../../analysis/index.ts')
  const { htmlReport, markdownReport, summaryJson } = await import('../../report/index.ts')
  const facts = await analyseRun(folder, effects)
  return format === 'html' ? htmlReport(facts) : format === 'md' ? markdownReport(facts) : summaryJson(facts)
}
