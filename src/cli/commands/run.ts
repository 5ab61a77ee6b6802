import type { RunFacts } from '../../analysis/index.ts'
import { DynoError } from '../../base/errors.ts'
import { keepNurserySmall } from '../../base/nursery.ts'
import type { RunFolder } from '../../dataset/index.ts'
import type { Command } from '../command.ts'
import { readExperiment } from '../experiment/experiment-file.ts'
import { stopSignals } from '../stop-signals.ts'
import { fileArgument, setOption } from '../typing/options.ts'

export const run: Command = {
  name: 'run',
  summary: 'carry an experiment out',
  details:
    'Finished runs are never repeated, unfinished ones are begun anew, so the same command continues where it was stopped.\nCtrl-C ends the load, keeps what was recorded and takes everything down; pressed twice, it ends at once.\nThe exit code is 0, or 99 when an objective is missed.\nWith --progress json each line on standard error is one JSON object: an event of a run, or `note`, `warning`, `next` or `error`.',
  arguments: [fileArgument],
  options: [
    setOption,
    {
      name: 'progress',
      value: 'MODE',
      help: 'how to show what is going on, on standard error',
      default: 'auto',
      choices: ['auto', 'window', 'plain', 'json', 'none'],
    },
  ],
  formats: ['text', 'json', 'yaml'],
  examples: [
    { line: 'kubedyno run experiment.yaml', does: 'run it, or what is left of it' },
    { line: 'kubedyno run experiment.yaml --set load.rate=20', does: 'with one value changed' },
    { line: 'kubedyno run experiment.yaml --progress plain -o json > result.json', does: 'in a pipeline' },
  ],
  async run(context) {
    const { effects, screen, runsRoot, cacheFolder } = context
    const loaded = await readExperiment(context)
    if (loaded.experiment.engine.kind !== 'local') {
      throw new DynoError('KD_NOT_SUPPORTED', `this version cannot run on ${loaded.experiment.engine.kind} yet`, {
        path: 'engine',
        hint: `run it on this machine: kubedyno run ${loaded.source.path} --set engine=local`,
      })
    }
    const { makePlan } = await import('../../plan/index.ts')
    const { conduct } = await import('../../conduct/index.ts')
    const { localEngine } = await import('../../engine/index.ts')
    const { analyseRun, meetsObjectives } = await import('../../analysis/index.ts')
    const { readSummary, writeReports } = await import('../../report/index.ts')
    const { followProgress } = await import('../progress/follow.ts')
    const { presentOutcome } = await import('../outcome/run-outcome.ts')

    keepNurserySmall()
    const plan = makePlan(loaded)
    const follower = followProgress((context.option('progress') ?? 'auto') as 'auto', plan, screen, effects.clock)
    const stop = stopSignals((name) =>
      follower.say(
        `${name === 'SIGINT' ? 'stopping' : `stopping (${name})`}: no new requests; what is under way is waited for. Ctrl-C again ends at once.`,
      ),
    )
    const facts = new Map<string, RunFacts>()
    const settle = async (folder: RunFolder) => {
      const { series: _, ...runFacts } = await writeReports(folder, effects)
      facts.set(folder.runId, runFacts)
    }
    const factsOf = async (folder: RunFolder) => {
      const known = facts.get(folder.runId) ?? readSummary(folder, effects) ?? (await analyseRun(folder, effects))
      facts.set(folder.runId, known)
      return known
    }
    const met = async (folder: RunFolder) => meetsObjectives(await factsOf(folder))
    try {
      const engine = localEngine(effects)
      const options = { engine, runsRoot, cacheFolder, signal: stop.signal, onEvent: follower.event, settle, met }
      const { runs } = await conduct(plan, loaded, options, effects)
      follower.close()
      for (const { folder, state } of runs) if (state === 'skipped') await factsOf(folder)
      return await presentOutcome(plan, loaded, runs, facts, context)
    } finally {
      follower.close()
      stop.close()
    }
  },
}
