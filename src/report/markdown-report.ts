import type { Estimate, RunFacts, SaturationFacts } from '../analysis/index.ts'
import { escapeMarkdown as m } from './escape.ts'
import { certificatePairs } from './words/certificate.ts'
import { wordsFor } from './words/counted.ts'
import { circumstances, demandText } from './words/demand.ts'
import { estimateText, formatEstimate, formatNumber, type Quantity } from './words/number-format.ts'
import { commandsOf, provenanceOf } from './words/reproduce.ts'
import { saturationPairs, saturationSentence } from './words/saturation.ts'
import { certificateSentence, headline, quantityOf, verdictSentence, verdictSign } from './words/verdict.ts'

/** A run as Markdown: the same facts as the page, without the charts. */
export function markdownReport(facts: RunFacts): string {
  const { identity, quality, missing } = facts
  const words = wordsFor(facts)
  const { asked, ran } = circumstances(facts)
  const list = (pairs: readonly [string, string][]) => pairs.map(([name, text]) => `- ${m(name)}: ${m(text)}`).join('\n')
  const parts = [
    `# ${m(identity.experiment)}`,
    `Run \`${m(identity.runId)}\`${identity.description === null ? '' : `: ${m(identity.description)}`}`,
    `**${m(verdictSentence(facts))}**`,
    `${m(certificateSentence(facts))}${facts.certificate.broken.map(({ text }) => `\n- ${m(text)}`).join('')}`,
    objectives(facts),
    '## Five numbers',
    table(
      ['', 'value', '95 % interval', 'n'],
      headline(facts).map(({ label, estimate, quantity }) => [label, ...estimateCells(estimate, quantity)]),
    ),
    `Over the counted phases. Latency runs ${words.latency}, over good answers only; one that fails or times out is an error and not a latency.`,
    '## What was asked',
    list(asked),
    '## Where it ran',
    list(ran),
    '## Per phase',
    phases(facts),
    kinds(facts),
    replicas(facts),
    saturation(facts.saturation),
    '## Load certificate',
    list(certificatePairs(facts)),
    '## Data quality',
    quality.map(({ level, topic, text }) => `- **${level}**, ${m(topic)}: ${m(text)}`).join('\n'),
    missing.length === 0
      ? ''
      : `### Signals that could not be read\n\n${table(
          ['signal', 'of', 'why'],
          missing.map(({ signal, entities, reason }) => [m(signal), m(entities.join(', ')), m(reason)]),
        )}`,
    '## How to reproduce it',
    `\`\`\`sh\n${commandsOf(facts)
      .map((line) => line.replaceAll('`', ''))
      .join('\n')}\n\`\`\``,
    list(provenanceOf(facts)),
  ]
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`
}

function objectives(facts: RunFacts): string {
  return facts.objectives
    .map((objective) => {
      const { value, interval } = formatEstimate(objective.measured, quantityOf(objective))
      return `- ${verdictSign[objective.verdict]} **${objective.verdict}**: ${m(objective.text)}; measured ${m(value)} (${m(interval)}, n = ${objective.measured.n})`
    })
    .join('\n')
}

function phases(facts: RunFacts): string {
  const brief = (estimate: Estimate, quantity: Quantity) => m(estimateText(estimate, quantity))
  return table(
    ['phase', 'demand', 'asked', 'done', 'failed', 'done per second', 'p50', 'p95', 'p99'],
    facts.phases.map((phase) => [
      `${m(phase.phase)}${phase.warmup ? ' (not counted)' : ''}`,
      m(demandText(phase, facts.identity.load.source === 'self')),
      String(phase.requests.asked),
      String(phase.requests.done),
      String(phase.requests.failed),
      brief(phase.requests.donePerSecond, 'perSecond'),
      brief(phase.requests.latencyMs.p50, 'ms'),
      brief(phase.requests.latencyMs.p95, 'ms'),
      brief(phase.requests.latencyMs.p99, 'ms'),
    ]),
  )
}

function kinds(facts: RunFacts): string {
  if (facts.kinds.length === 0) return ''
  const rows = facts.kinds.map(({ request, asked, done, failed, latencyMs: { p50, p95, p99 } }) => [
    m(request),
    ...[asked, done, failed].map(String),
    ...[p50, p95, p99].map((quantile) => m(estimateText(quantile, 'ms'))),
  ])
  return `## Per kind of request\n\n${table(['request', 'asked', 'done', 'failed', 'p50', 'p95', 'p99'], rows)}`
}

function replicas(facts: RunFacts): string {
  if (facts.replicas.length === 0) return ''
  const rows = facts.replicas.map(({ id, done, failed, end, reason }) => {
    const used = facts.entities.find(({ entity }) => entity === `replica/${id}`)?.counted
    return [
      m(id),
      String(done),
      String(failed),
      used?.cpuCores ? formatNumber(used.cpuCores.mean, 'count') : '–',
      used?.memoryBytes ? formatNumber(used.memoryBytes.max, 'bytes') : '–',
      end === null ? '–' : m(reason === null ? end : `${end}: ${reason}`),
    ]
  })
  return `## Per replica\n\n${table(['replica', 'done', 'failed', 'mean CPU, cores', 'most memory', 'end'], rows)}`
}

function saturation(facts: SaturationFacts): string {
  const sentence = saturationSentence(facts)
  if (sentence === null) return ''
  const { levels, outcome } = facts
  const pairs =
    outcome?.kind === 'found'
      ? `${saturationPairs(outcome)
          .map(([name, text]) => `- ${m(name)}: ${m(text)}`)
          .join('\n')}\n\n`
      : ''
  const rows = levels.map(({ name, load, unit, state, throughput, latencyMs, inSystem }) => [
    m(name),
    unit === 'rate' ? formatNumber(load, 'perSecond') : String(load),
    state.replace('-', ' '),
    ...[estimateText(throughput, 'perSecond'), estimateText(latencyMs, 'ms'), estimateText(inSystem, 'count')].map(m),
  ])
  const head = ['level', levels[0]?.unit === 'clients' ? 'clients' : 'due', 'service', 'done per second', 'mean latency', 'in the system']
  return `## Where it saturates\n\n${m(sentence)}\n\n${pairs}${rows.length > 0 ? table(head, rows) : ''}`.trim()
}

function estimateCells(estimate: Estimate, quantity: Quantity): string[] {
  const { value, interval } = formatEstimate(estimate, quantity)
  return [m(value), m(interval), String(estimate.n)]
}

function table(head: readonly string[], rows: readonly string[][]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}
