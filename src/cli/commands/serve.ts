import type { Command } from '../command.ts'

export const serve: Command = {
  name: 'serve',
  summary: 'serve one model over HTTP until told to stop, as a replica does',
  arguments: [],
  options: [],
  formats: [],
  examples: [{ line: 'kubedyno serve resnet50', does: '' }],
  async run() {
    return 0
  },
}
