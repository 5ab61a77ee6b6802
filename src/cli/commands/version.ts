import process from 'node:process'
import { kubedynoVersion } from '../../base/version.ts'
import type { Command } from '../command.ts'

export const version: Command = {
  name: 'version',
  summary: 'print the version',
  arguments: [],
  options: [],
  formats: ['text', 'json', 'yaml'],
  examples: [{ line: 'kubedyno version -o json', does: 'with those of Node and of the experiment language' }],
  async run(context) {
    await context.print({
      text: kubedynoVersion,
      data: () => ({
        kubedyno: kubedynoVersion(),
        node: process.versions.node,
        system: `${process.platform} ${process.arch}`,
        language: 'kubedyno.dev/v1',
      }),
    })
    context.next('kubedyno --help')
    return 0
  },
}
