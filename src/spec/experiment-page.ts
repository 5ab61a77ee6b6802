import { stringify } from 'yaml'
import type { Json } from '../base/stable-json.ts'
import { type Explanation, experimentPaths, explainPath } from './explain.ts'
import { inYaml } from './schema/leaf.ts'

/** A short experiment file in which every section stands. */
export const shortExample = `apiVersion: kubedyno.dev/v1
kind: Experiment
name: two-replicas
engine: local
workload:
  model: resnet50
  resources:
    limits: { cpu: 1, memory: 1Gi }
load:
  rate: 4                         # requests per second, for every phase that sets no rate of its own
  phases:
    - { name: warm-up, duration: 5s, warmup: true }
    - { name: calm, duration: 30s }
    - { name: busy, duration: 60s, rate: 8 }
scaling:
  replicas: 1 @ 0s, 2 @ 35s       # the second one comes as the busy phase begins
recording:
  interval: 500ms
design:
  repetitions: 3
  factors:
    workload.resources.limits.cpu: [500m, 1]
objectives:
  - latency p95 < 500 ms
  - errors < 1 %
`

/** The reference page of the experiment file, in Markdown, from what `kubedyno explain` reads. */
export function experimentPage(): string {
  const { members } = explainPath(null)
  const required = members.filter((member) => member.required).map(({ path }) => code(path))
  const sections = members.filter(isSection)
  const plain = members.filter((member) => !isSection(member))
  return `# Experiment file

Generated from the source. \`kubedyno explain PATH\` says the same for one value, \`kubedyno validate FILE\` checks a file, and \`kubedyno init\`
writes a commented one to start from. Required are ${required.join(', ')};
the rest may be left out.

\`\`\`yaml
${shortExample}\`\`\`

A path names a value as \`--set\`, \`design.factors\` and \`kubedyno explain\` do. Items of lists are counted from 0: \`load.phases.0\` is the first
phase, and what stands in the tables for it holds for every other. An unknown key is refused, never ignored.

## Name and version

${table(plain.map(({ path }) => path))}
${sections.map(({ path }) => section(path)).join('\n')}`
}

/** Sections are mappings and lists, and what may be written as one. */
function isSection({ type }: { type: string }): boolean {
  return /mapping|list/.test(type)
}

function section(path: string): string {
  const { description, examples } = explainPath(path)
  const example = examples[0]
  return `## ${path}

${description}

\`\`\`yaml
${stringify({ [path]: example })}\`\`\`

${table(pathsOf(path))}`
}

/** The paths of a section; the items of a list of plain values have a row of their own, since they are described apart. */
function pathsOf(section: string): string[] {
  return experimentPaths()
    .filter((path) => path === section || path.startsWith(`${section}.`))
    .flatMap((path) => (isPlainList(explainPath(path)) ? [path, `${path}.0`] : [path]))
    .filter((path) => path !== section || explainPath(path).type !== 'mapping')
}

function isPlainList({ type, members }: Explanation): boolean {
  return type.startsWith('list of ') && members.length === 0
}

function table(paths: readonly string[]): string {
  const rows = paths
    .map(explainPath)
    .map((value) => row([code(value.path), value.type, value.unit ?? '', standard(value), example(value), value.description]))
  return [row(['path', 'type', 'unit', 'default', 'example', 'meaning']), row(Array(6).fill('---')), ...rows, ''].join('\n')
}

function standard({ required, default: value }: Explanation): string {
  if (required) return 'required'
  return value === undefined ? '' : code(inYaml(value))
}

/** One example on a line; mappings and lists are shown in the example of their section. */
function example({ examples }: Explanation): string {
  const value: Json | undefined = examples[0]
  if (value === undefined || typeof value === 'object') return ''
  const text = inYaml(value)
  return code(text.length > 48 ? `${text.slice(0, 12)}…` : text)
}

function code(text: string): string {
  return `\`${text}\``
}

function row(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
}
