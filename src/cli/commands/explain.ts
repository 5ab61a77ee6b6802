import { stableJson } from '../../base/stable-json.ts'
import type { Explanation } from '../../spec/index.ts'
import type { Command } from '../command.ts'

export const explain: Command = {
  name: 'explain',
  summary: 'say what a value of the experiment file means',
  arguments: [
    { name: 'PATH', help: 'a dotted path such as load.phases.rate; without it, the whole file', required: false, offers: 'paths' },
  ],
  options: [],
  formats: ['text', 'json', 'yaml'],
  examples: [
    { line: 'kubedyno explain load.arrivals', does: 'meaning, type, unit, default and examples of one value' },
    { line: 'kubedyno explain', does: 'what stands in an experiment file' },
  ],
  async run(context) {
    const { explainPath } = await import('../../spec/index.ts')
    const explanation = explainPath(context.argument(0))
    await context.print({ text: () => explanationText(explanation, context.screen.outWidth), data: () => explanation })
    const inner = explanation.members.find(({ type }) => type.includes('mapping'))
    context.next(inner ? `kubedyno explain ${inner.path}` : 'kubedyno validate experiment.yaml')
    return 0
  },
}

function explanationText(
  { path, type, unit, required, description, default: standard, examples, members }: Explanation,
  width: number,
): string {
  const facts = [
    type,
    unit && `unit: ${unit}`,
    required && path ? 'required' : '',
    standard !== undefined && `default: ${inline(standard)}`,
  ]
  const lines = [`${path || 'experiment file'}  (${facts.filter(Boolean).join('; ')})`, ...folded(description, width, '  ')]
  if (examples.length > 0) lines.push('', 'for example', ...examples.map((example) => `  ${inline(example)}`))
  if (members.length > 0) lines.push('', 'members')
  for (const member of members) {
    const notes = [member.type, member.required ? 'required' : member.default === undefined ? '' : `default: ${inline(member.default)}`]
    lines.push(`  ${member.path}  (${notes.filter(Boolean).join('; ')})`, ...folded(member.description, width, '    '))
  }
  return lines.join('\n')
}

function inline(value: unknown): string {
  return typeof value === 'string'
    ? value
    : stableJson(value)
        .replace(/\s*\n\s*/g, ' ')
        .trim()
}

function folded(text: string, width: number, indent: string): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line && indent.length + line.length + 1 + word.length > width) {
      lines.push(indent + line)
      line = word
    } else line = line ? `${line} ${word}` : word
  }
  return line ? [...lines, indent + line] : lines
}
