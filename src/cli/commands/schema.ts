import { fileURLToPath } from 'node:url'
import type { Command } from '../command.ts'

/** Where the checked-in schema lies, in a clone and in the installed package alike. */
export const schemaFile = fileURLToPath(new URL('../../../schema/experiment.v1.json', import.meta.url))

export const schema: Command = {
  name: 'schema',
  summary: 'print the JSON Schema of the experiment file',
  details: 'Editors read it for completion and checks. `init` writes a line that names the file, schema/experiment.v1.json of the package.',
  arguments: [],
  options: [{ name: 'path', value: null, help: 'print where the schema file lies instead' }],
  formats: ['json', 'yaml'],
  examples: [{ line: 'kubedyno schema > experiment.schema.json', does: 'keep a copy beside your files' }],
  async run(context) {
    if (context.switched('path')) {
      context.screen.out(`${schemaFile}\n`)
      return 0
    }
    const { jsonSchema } = await import('../../spec/index.ts')
    const node = jsonSchema()
    if (context.format === 'json') context.screen.out(`${JSON.stringify(node, null, 2)}\n`)
    else await context.print({ text: () => '', data: () => node })
    return 0
  },
}
