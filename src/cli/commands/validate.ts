import { dirname } from 'node:path'
import { formatDuration } from '../../base/duration.ts'
import { isAddress } from '../../base/file-address.ts'
import type { PlannedRun } from '../../plan/index.ts'
import type { ModelChoice } from '../../spec/index.ts'
import type { Command, Context } from '../command.ts'
import { readExperiment } from '../experiment/experiment-file.ts'
import { fileArgument, setOption } from '../typing/options.ts'

export const validate: Command = {
  name: 'validate',
  summary: 'check an experiment file',
  details: 'Every fault is shown with its place and what to do about it; the exit code is then 2.',
  arguments: [fileArgument],
  options: [setOption],
  formats: ['text', 'json', 'yaml'],
  examples: [{ line: 'kubedyno validate experiment.yaml', does: 'say what is wrong, or that nothing is' }],
  async run(context) {
    const loaded = await readExperiment(context)
    const { makePlan, mostRuns } = await import('../../plan/index.ts')
    const plan = makePlan(loaded)
    const { runs, durationMs } = plan
    const count = mostRuns(plan)
    const atMost = plan.searches ? 'at most ' : ''
    const { path, sha256 } = loaded.source
    await checkModelFiles(runs, dirname(path), context)
    await context.print({
      text: () => `${path} is valid: ${atMost}${count === 1 ? '1 run' : `${count} runs`}, ${formatDuration(durationMs)} of load`,
      data: () => ({
        valid: true,
        file: path,
        sha256,
        experiment: loaded.experiment.name,
        runs: count,
        durationMs,
        warnings: loaded.warnings,
      }),
    })
    context.next(`kubedyno plan ${path}`)
    return 0
  },
}

/** A model file of the user's own must be there, be the right one, and be a model; others are made or fetched when they are needed. */
async function checkModelFiles(runs: readonly PlannedRun[], baseFolder: string, { cacheFolder, effects }: Context): Promise<void> {
  const { buildModel } = await import('../../serving/index.ts')
  const files = new Map(
    runs.flatMap(({ experiment: { workload } }) => (isHere(workload.model) ? [[workload.model.path, workload.model]] : [])),
  )
  for (const model of files.values()) await buildModel(model, { baseFolder, cacheFolder }, effects)
}

function isHere(model: ModelChoice): model is Extract<ModelChoice, { kind: 'file' }> {
  return model.kind === 'file' && !isAddress(model.path)
}
