import { stableJson } from '../../base/stable-json.ts'
import type { Command, Context } from '../command.ts'
import { runArgument } from '../typing/options.ts'

export const certify: Command = {
  name: 'certify',
  summary: 'say whether the load of a run was the one that was asked for',
  details:
    'The certificate is made anew from the run folder alone, and compared with the one that lies there.\nVALID, DEGRADED and INVALID follow from written rules: docs/reference/certificate.md.',
  arguments: [runArgument],
  options: [],
  formats: ['text', 'json', 'yaml'],
  examples: [
    { line: 'kubedyno certify latest', does: 'verdict and evidence on one screen' },
    { line: 'kubedyno certify latest -o json', does: 'as in certificate.json' },
  ],
  async run(context) {
    const { findRun } = await import('../../dataset/index.ts')
    const { analyseRun } = await import('../../analysis/index.ts')
    const { certificateText } = await import('../../report/index.ts')
    const folder = findRun(context.runsRoot, context.argument(0) ?? '')
    const facts = await analyseRun(folder, context.effects)
    await context.print({ text: () => certificateText(facts), data: () => JSON.parse(stableJson(facts.certificate)) })
    if (differs(folder.certificate, stableJson(facts.certificate), context)) {
      context.warn(`${folder.certificate} says something else: the folder was changed after it was written, or an older version wrote it`)
    }
    context.next(`kubedyno show ${folder.runId}`)
    return 0
  },
}

function differs(path: string, text: string, { effects: { disk } }: Context): boolean {
  return disk.existsSync(path) && disk.readFileSync(path, 'utf8') !== text
}
