import { formatDuration } from '../../base/duration.ts'
import { type Json, stableJson } from '../../base/stable-json.ts'
import type { Plan, PlannedRun } from '../../plan/index.ts'
import type { LoadedExperiment, Search } from '../../spec/index.ts'
import type { Command } from '../command.ts'
import { demandInWords, mixInWords } from '../experiment/demand-in-words.ts'
import { readExperiment } from '../experiment/experiment-file.ts'
import { textTable } from '../printing/text-table.ts'
import { fileArgument, setOption } from '../typing/options.ts'

export const plan: Command = {
  name: 'plan',
  summary: 'show every run that an experiment file leads to',
  details: 'Nothing is started. The same file and seed give the same plan, byte for byte.',
  arguments: [fileArgument],
  options: [
    setOption,
    { name: 'values', value: null, help: 'show every value in force and where it came from: flag, environment, file or default' },
  ],
  formats: ['text', 'json', 'yaml', 'csv'],
  examples: [
    { line: 'kubedyno plan experiment.yaml', does: 'what will be done, in which order, and for how long' },
    { line: 'kubedyno plan experiment.yaml --values --set load.rate=5', does: 'which value won, and who set it' },
  ],
  async run(context) {
    const loaded = await readExperiment(context)
    const { makePlan, mostRuns, planJson } = await import('../../plan/index.ts')
    const made = makePlan(loaded)
    if (context.switched('values'))
      await context.print({ text: () => valuesText(loaded), data: () => loaded.values, rows: () => loaded.values })
    else if (context.format === 'json') context.screen.out(planJson(made))
    else await context.print({ text: () => planText(made, mostRuns(made), loaded), data: () => made, rows: () => made.runs.map(rowOf) })
    context.next(`kubedyno run ${loaded.source.path}`)
    return 0
  },
}

function valuesText({ values }: LoadedExperiment): string {
  return textTable(
    ['value', 'is', 'from'],
    values.map(({ path, value, origin }) => [path, written(value), origin]),
  )
}

function planText(plan: Plan, most: number, { experiment }: LoadedExperiment): string {
  const { runs, searches, durationMs, fingerprint, seed } = plan
  const { workload, load, scaling, engine } = runs[0]?.experiment ?? experiment
  const model = workload.model.kind === 'catalogue' ? workload.model.name : workload.model.path
  const factors = experiment.design.factors.map(({ path }) => path)
  const steps = scaling.timeline.map(({ atMs, replicas }) => `${replicas} @ ${atMs === 0 ? '0s' : formatDuration(atMs)}`).join(', ')
  const facts = [
    ['experiment', `${experiment.name} (plan ${fingerprint}, seed ${seed})`],
    ['engine', engine.kind === 'local' ? 'local: each replica is a process of this machine' : engine.kind],
    ['workload', `${workload.name}: model ${model}, ${limitsInWords(workload)}`],
    ['replicas', steps || String(workload.replicas)],
    [
      'load',
      load.source === 'http' ? 'http: a driver on this machine sends requests to the replicas in turn' : 'self: each replica feeds itself',
    ],
    ...load.phases.map((phase, index) => [
      index === 0 ? 'phases' : '',
      `${phase.name}: ${formatDuration(phase.durationMs)}, ${demandInWords(phase.demand, load.source)}${mixInWords(phase)}${phase.warmup ? ', not counted' : ''}`,
    ]),
    ...(experiment.design.search ? [['search', searchInWords(plan, experiment.design.search)]] : []),
    [
      'total',
      `${searches ? 'at most ' : ''}${most === 1 ? '1 run' : `${most} runs`}, ${formatDuration(durationMs)} of load; starting replicas comes on top`,
    ],
  ]
  const levelsOf = (levels: PlannedRun['levels']) =>
    factors.map((factor) => written(levels.find(({ path }) => path === factor)?.value ?? null))
  const table = searches
    ? textTable(
        ['#', 'candidates', 'runs', 'repetition', ...factors],
        searches.map(({ candidates, mostRuns, repetition, levels }, place) => [
          String(place + 1),
          `${candidates[0]?.run} to ${candidates.at(-1)?.run}`,
          `at most ${mostRuns}`,
          String(repetition),
          ...levelsOf(levels),
        ]),
      )
    : textTable(
        ['#', 'run', 'repetition', ...factors, 'load'],
        runs.map((run) => [String(run.index), run.id, String(run.repetition), ...levelsOf(run.levels), formatDuration(run.durationMs)]),
      )
  const width = Math.max(...facts.map(([label = '']) => label.length))
  const varies = factors.length > 0 || searches ? 'the values above are those of run 1; what varies stands in the table\n\n' : '\n'
  return `${facts.map(([label = '', text]) => `${label.padEnd(width)}  ${text}\n`).join('')}${varies}${table}`
}

function searchInWords({ runs, searches = [] }: Plan, { path, within, candidates }: Search): string {
  const shown = candidates.length > 6 ? [...candidates.slice(0, 3), '…', ...candidates.slice(-2)] : candidates
  const most = searches[0]?.mostRuns ?? 0
  return `highest ${path} of ${shown.join(', ')}: ${candidates.length} candidates, at most ${Number((within * 100).toPrecision(4))} % apart, of which at most ${most} are run (${formatDuration(runs[0]?.durationMs ?? 0)} each)`
}

function limitsInWords({ resources }: LoadedExperiment['experiment']['workload']): string {
  const { cpuMillicores, memoryBytes } = resources.limits
  const limits = [
    cpuMillicores === null ? 'no CPU limit' : `at most ${cpuMillicores / 1000} cores`,
    memoryBytes === null ? 'no memory limit' : `at most ${Math.round(memoryBytes / 2 ** 20)} MiB`,
  ]
  return limits.join(', ')
}

function rowOf({ index, id, repetition, levels, durationMs, initialReplicas, seed }: PlannedRun): Record<string, unknown> {
  const values = Object.fromEntries(levels.map(({ path, value }) => [path, value]))
  return { index, run: id, repetition, ...values, duration_ms: durationMs, initial_replicas: initialReplicas, seed }
}

function written(value: Json): string {
  return typeof value === 'string'
    ? value
    : stableJson(value)
        .replace(/\s*\n\s*/g, ' ')
        .trim()
}
