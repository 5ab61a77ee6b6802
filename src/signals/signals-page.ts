import { catalogue } from './catalogue.ts'

/** The reference page of all signals, in Markdown. */
export function signalsPage(): string {
  const rows = catalogue.map(({ name, unit, kind, entities, meaning, source, missing }) =>
    row([`\`${name}\``, unit, kind, entities.join(', '), meaning, source, missing]),
  )
  return `# Signals

Every number that a run samples is one of these. A signal means the same in the dataset, in the report and wherever else it appears.
Counters only grow and are recorded as read; a difference of two readings, aware of resets, gives what happened between them.
Each reading carries the time at which it was taken, in milliseconds since the start of the first phase. What cannot be read is
recorded once as null, with the reason, and never as 0. \`environment.json\` lists what could be read in a run, and from where.

${row(['Name', 'Unit', 'Kind', 'Entities', 'Meaning', 'Source', 'Missing when'])}
${row(Array(7).fill('---'))}
${rows.join('\n')}
`
}

function row(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
}
