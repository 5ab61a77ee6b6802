import { DynoError } from '../../base/errors.ts'
import type { Command } from '../command.ts'

export const doctor: Command = {
  name: 'doctor',
  summary: 'say what this machine can do, what it lacks, and how to mend it',
  details: 'What is missing is recorded as missing, never guessed. The exit code is 3 only when no run can be done here at all.',
  arguments: [],
  options: [],
  formats: ['text', 'json', 'yaml'],
  examples: [{ line: 'kubedyno doctor', does: 'look at everything that a run needs or can use' }],
  async run(context) {
    const { examine } = await import('../doctor/examine.ts')
    const findings = await examine(context)
    await context.print({
      text: () =>
        findings
          .map(({ state, topic, found, means, mend }) => {
            const more = state === 'ok' ? [] : [means, ...(mend ? [`to mend it: ${mend}`] : [])]
            return [`${state.padEnd(8)}${topic}: ${found}`, ...more.map((line) => `        ${line}`)].join('\n')
          })
          .join('\n'),
      data: () => findings,
    })
    const broken = findings.filter(({ state }) => state === 'broken')
    if (broken.length > 0) {
      throw new DynoError('KD_ENVIRONMENT', `no run can be done here: ${broken.map(({ topic }) => topic).join(', ')}`, {
        hint: broken[0]?.mend ?? 'see above',
      })
    }
    context.next('kubedyno init')
    return 0
  },
}
