import type { Command } from '../command.ts'
import { textTable } from '../printing/text-table.ts'

export const signals: Command = {
  name: 'signals',
  summary: 'list every signal that can be recorded',
  arguments: [],
  options: [],
  formats: ['text', 'json', 'yaml', 'csv'],
  examples: [{ line: 'kubedyno signals', does: 'name, unit, kind and meaning of each' }],
  async run(context) {
    const { catalogue } = await import('../../signals/index.ts')
    await context.print({
      text: () =>
        textTable(
          ['signal', 'unit', 'kind', 'of', 'meaning'],
          catalogue.map(({ name, unit, kind, entities, meaning }) => [name, unit, kind, entities.join(', '), meaning]),
        ),
      data: () => catalogue,
      rows: () => catalogue.map(({ entities, ...rest }) => ({ ...rest, entities: entities.join(' ') })),
    })
    context.next('kubedyno doctor, which says what this machine can give')
    return 0
  },
}
