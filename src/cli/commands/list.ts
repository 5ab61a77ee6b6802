import type { Command } from '../command.ts'
import { textTable } from '../printing/text-table.ts'

export const list: Command = {
  name: 'list',
  summary: 'list the runs that there are, oldest first',
  arguments: [],
  options: [],
  formats: ['text', 'json', 'yaml', 'csv'],
  examples: [
    { line: 'kubedyno list', does: 'every run with its state and verdict' },
    { line: 'kubedyno list -o csv', does: 'for a spreadsheet' },
  ],
  async run(context) {
    const { listRuns } = await import('../../dataset/index.ts')
    const runs = listRuns(context.runsRoot).map(({ folder, state, startedAt, verdict }) => ({
      run: folder.runId,
      experiment: folder.experiment,
      state,
      verdict,
      started_at: startedAt,
      folder: folder.root,
    }))
    await context.print({
      text: () =>
        runs.length === 0
          ? ''
          : textTable(
              ['run', 'experiment', 'state', 'verdict', 'started'],
              runs.map((run) => [
                run.run,
                run.experiment,
                run.state,
                run.verdict ?? '-',
                run.started_at?.slice(0, 19).replace('T', ' ') ?? '-',
              ]),
            ),
      data: () => runs,
      rows: () => runs,
    })
    if (runs.length === 0) context.warn(`there is no run in ${context.runsRoot}`)
    context.next(runs.length === 0 ? 'kubedyno init' : 'kubedyno show latest')
    return 0
  },
}
