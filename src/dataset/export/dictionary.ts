import type { Environment } from '../environment.ts'
import type { WideColumn } from './wide-table.ts'

/** The data dictionary of a wide table, as Markdown: what each column means, how it was computed, and why cells are empty. */
export function dataDictionary(
  runId: string,
  everyMs: number,
  rows: number,
  columns: readonly WideColumn[],
  environment: Environment | null,
): string {
  const lines = columns.map((column) => {
    const empty = column.cells.reduce((sum, cell) => sum + (Number.isNaN(cell) ? 1 : 0), 0)
    const cells = [
      `\`${column.name}\``,
      column.unit,
      column.meaning,
      column.computed,
      `${empty} of ${rows}${why(column, empty, environment)}`,
    ]
    return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
  })
  return `# Data dictionary

Run ${runId}, ${rows} intervals of ${everyMs} ms. An empty cell means that nothing was measured in that interval; nothing is interpolated.

| column | unit | meaning | computed | empty cells |
|---|---|---|---|---|
| \`timestamp\` | ISO 8601, UTC | begin of the interval | origin of the run plus whole intervals | 0 of ${rows} |
${lines.join('\n')}
`
}

function why({ signal, entity }: WideColumn, empty: number, environment: Environment | null): string {
  if (empty === 0 || signal === null) return ''
  const known = environment?.recording?.signals.find((one) => one.signal === signal && (entity === null || one.entity === entity))
  return known?.reason ? `: ${known.reason}` : ''
}
