import { type Column, requestColumns, sampleColumns } from './columns.ts'
import { outcomeMeanings } from './request-batch.ts'

/** The reference page of the data files' columns, as Markdown tables. */
export function columnsPage(): string {
  return `# Columns

Generated from the source. Times count milliseconds from the origin of the run, the instant at which its first phase begins; its wall-clock time
stands in the metadata of each file (\`kubedyno.origin\`), beside the meaning and unit of each column (\`kubedyno.columns\`). Missing is null, never 0.

## requests.parquet

One row per request, in the order in which they ended.

${table(requestColumns)}

| outcome | what it means |
|---|---|
${Object.entries(outcomeMeanings)
  .map(([name, meaning]) => `| \`${name}\` | ${meaning} |`)
  .join('\n')}

## samples.parquet

One row per reading. [What the signals mean](signals.md).

${table(sampleColumns)}
`
}

function table(columns: readonly Column[]): string {
  const rows = columns.map(
    ({ name, type, nullable, unit, meaning }) => `| \`${name}\` | ${type} | ${unit} | ${nullable ? 'yes' : ''} | ${meaning} |`,
  )
  return ['| column | type | unit | may be null | meaning |', '|---|---|---|---|---|', ...rows].join('\n')
}
