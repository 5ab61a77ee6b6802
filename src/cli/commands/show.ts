import type { Command } from '../command.ts'
import { runArgument } from '../typing/options.ts'

export const show: Command = {
  name: 'show',
  summary: 'show a run on one screen',
  arguments: [runArgument],
  options: [],
  formats: ['text', 'json', 'yaml'],
  examples: [
    { line: 'kubedyno show latest', does: 'verdict, numbers and what to know about the data' },
    { line: 'kubedyno show latest -o json', does: 'the same facts for programs, as in summary.json' },
  ],
  async run(context) {
    const { findRun } = await import('../../dataset/index.ts')
    const { analyseRun } = await import('../../analysis/index.ts')
    const { summaryJson, terminalReport } = await import('../../report/index.ts')
    const folder = findRun(context.runsRoot, context.argument(0) ?? '')
    const facts = await analyseRun(folder)
    const { outWidth: width, outColor: color } = context.screen
    await context.print({ text: () => terminalReport(facts, { width, color }), data: () => JSON.parse(summaryJson(facts)) })
    context.next(`kubedyno report ${folder.runId}`)
    return 0
  },
}
