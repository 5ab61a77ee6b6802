import type { Leftover } from '../../engine/index.ts'
import type { Command } from '../command.ts'

export const cleanup: Command = {
  name: 'cleanup',
  summary: 'find what a killed run left running, and end it',
  details: 'Only processes and control groups of runs whose conductor is gone are touched. Run folders never are.',
  arguments: [],
  options: [{ name: 'yes', value: null, help: 'end and remove what is listed' }],
  formats: ['text', 'json', 'yaml'],
  examples: [
    { line: 'kubedyno cleanup', does: 'list what is left over' },
    { line: 'kubedyno cleanup --yes', does: 'end exactly that' },
  ],
  async run(context) {
    const { findLeftovers, removeLeftovers } = await import('../../engine/index.ts')
    const leftovers = findLeftovers(context.effects)
    if (!context.switched('yes')) {
      await context.print({
        text: () => (leftovers.length === 0 ? 'nothing is left over' : leftovers.map(inWords).join('\n')),
        data: () => leftovers,
      })
      context.next(leftovers.length === 0 ? 'kubedyno list' : 'kubedyno cleanup --yes')
      return 0
    }
    const removals = await removeLeftovers(context.effects, leftovers)
    await context.print({
      text: () =>
        removals.length === 0
          ? 'nothing is left over'
          : removals
              .map(({ leftover, removed, reason }) => `${removed ? 'removed' : 'kept'}  ${inWords(leftover)}${reason ? `: ${reason}` : ''}`)
              .join('\n'),
      data: () => removals,
    })
    context.next('kubedyno list')
    return removals.every(({ removed }) => removed) ? 0 : 1
  },
}

function inWords(leftover: Leftover): string {
  return leftover.kind === 'process'
    ? `process ${leftover.process.pid} of run ${leftover.runId}`
    : `control group ${leftover.folder} of run ${leftover.runId}`
}
