import {
  type Distribution,
  type EntityFacts,
  type Estimate,
  type MeasureName,
  type PhaseFacts,
  type RunFacts,
  type Summary,
  stages,
} from '../../analysis/index.ts'
import { formatDuration } from '../../base/duration.ts'
import { escapeHtml as e } from '../escape.ts'
import { wordsFor } from '../words/counted.ts'
import { demandText } from '../words/demand.ts'
import { formatEstimate, formatNumber, type Quantity } from '../words/number-format.ts'

interface Column<Row> {
  title: string
  /** The cell as HTML. */
  cell(row: Row): string
  text?: boolean
}

const missing = '<span class="soft" title="not recorded">–</span>'

/** The tables: per phase, stages, per replica, everything else that was sampled, and what is missing. */
export function tablesSection(facts: RunFacts): string {
  return `<h2 id="tables">In numbers</h2>${phasesTable(facts)}${kindsTable(facts)}${stagesTable(facts)}${replicasTable(facts)}${entitiesTable(facts)}${missingTable(facts)}`
}

function phasesTable(facts: RunFacts): string {
  const words = wordsFor(facts)
  return table(
    `Per phase: latency ${words.latency}, with 95 % intervals`,
    [
      {
        title: 'phase',
        cell: (row) =>
          `${e(row.phase)}<small>${e(demandText(row, facts.identity.load.source === 'self'))}${row.warmup ? ', not counted' : ''}</small>`,
      },
      {
        title: 'asked',
        cell: ({ requests }) =>
          `${requests.asked}<small>${requests.askedPerSecond === null ? '–' : e(formatNumber(requests.askedPerSecond, 'perSecond'))}</small>`,
      },
      { title: 'done', cell: ({ requests }) => String(requests.done) },
      {
        title: 'failed',
        cell: ({ requests }) => failedCell(requests),
      },
      { title: 'done per second', cell: ({ requests }) => estimateCell(requests.donePerSecond, 'perSecond') },
      { title: 'p50', cell: ({ requests }) => estimateCell(requests.latencyMs.p50, 'ms') },
      { title: 'p95', cell: ({ requests }) => estimateCell(requests.latencyMs.p95, 'ms') },
      { title: 'p99', cell: ({ requests }) => estimateCell(requests.latencyMs.p99, 'ms') },
      { title: 'max', cell: ({ requests }) => numberCell(requests.latencyMs.max, 'ms') },
    ],
    facts.phases,
  )
}

function kindsTable({ kinds }: RunFacts): string {
  if (kinds.length === 0) return ''
  return table(
    'Per kind of request, over the counted phases: latency from the intended instant, with 95 % intervals',
    [
      { title: 'request', cell: ({ request }) => e(request) },
      { title: 'asked', cell: ({ asked }) => String(asked) },
      { title: 'done', cell: ({ done }) => String(done) },
      { title: 'failed', cell: (row) => failedCell(row) },
      { title: 'p50', cell: ({ latencyMs }) => estimateCell(latencyMs.p50, 'ms') },
      { title: 'p95', cell: ({ latencyMs }) => estimateCell(latencyMs.p95, 'ms') },
      { title: 'p99', cell: ({ latencyMs }) => estimateCell(latencyMs.p99, 'ms') },
      { title: 'max', cell: ({ latencyMs }) => numberCell(latencyMs.max, 'ms') },
    ],
    kinds,
  )
}

function stagesTable({ requests }: RunFacts): string {
  const estimated = (name: string, { n, p50, p95, p99, max }: Distribution) => ({
    name,
    cells: [...[p50, p95, p99].map((estimate) => e(formatEstimate(estimate, 'ms').value)), numberCell(max, 'ms'), String(n)],
  })
  const plain = (name: string, { n, p50, p95, p99, max }: Summary) => ({
    name,
    cells: [...[p50, p95, p99, max].map((value) => numberCell(value, 'ms')), String(n)],
  })
  const rows = [
    estimated('latency (from the intended instant)', requests.latencyMs),
    estimated('service time (from the send)', requests.serviceMs),
    plain('send lag (from intended to sent)', requests.sendLagMs),
    ...stages.filter((stage) => requests.stagesMs[stage].n > 0).map((stage) => plain(`${stage} in the server`, requests.stagesMs[stage])),
  ]
  return table(
    'Where the time went, over the counted phases',
    [
      { title: 'stage', cell: ({ name }) => e(name) },
      ...['p50', 'p95', 'p99', 'max', 'n'].map((title, index) => ({
        title,
        cell: ({ cells }: (typeof rows)[number]) => cells[index] as string,
      })),
    ],
    rows,
  )
}

function replicasTable(facts: RunFacts): string {
  if (facts.replicas.length === 0) return ''
  const measure = measureCell(facts.entities)
  return table(
    'Per replica, over the counted phases',
    [
      { title: 'replica', cell: ({ id, replaces }) => `${e(id)}${replaces === null ? '' : `<small>for ${e(replaces)}</small>`}` },
      {
        title: 'ready at',
        cell: ({ readyMs, coldStartMs }) =>
          `${readyMs !== null && readyMs > 0 ? e(formatDuration(readyMs)) : coldStartMs === null ? '–' : 'the start'}${coldStartMs === null ? '' : `<small>cold start ${e(formatDuration(coldStartMs))}</small>`}`,
      },
      {
        title: 'end',
        text: true,
        cell: ({ end, endedMs, reason }) =>
          end === null
            ? '–'
            : `${end}${endedMs === null ? '' : ` at ${e(formatDuration(endedMs))}`}${reason === null ? '' : `<small>${e(reason)}</small>`}`,
      },
      { title: 'done', cell: ({ done }) => String(done) },
      { title: 'failed', cell: ({ failed }) => String(failed) },
      { title: 'CPU, cores', cell: ({ id }) => measure(`replica/${id}`, 'cpuCores', 'count') },
      { title: 'throttled', cell: ({ id }) => measure(`replica/${id}`, 'cpuThrottledShare', 'share') },
      { title: 'memory', cell: ({ id }) => measure(`replica/${id}`, 'memoryBytes', 'bytes') },
      { title: 'waited for CPU', cell: ({ id }) => measure(`replica/${id}`, 'psiCpuSomeShare', 'share') },
      { title: 'queue', cell: ({ id }) => measure(`replica/${id}`, 'queueDepthRequests', 'count') },
    ],
    facts.replicas,
  )
}

function entitiesTable({ entities }: RunFacts): string {
  const others = entities.filter(({ entity }) => !entity.startsWith('replica/'))
  if (others.length === 0) return ''
  const measure = measureCell(entities)
  const columns: [string, MeasureName, Quantity][] = [
    ['CPU, cores', 'cpuCores', 'count'],
    ['CPU stolen', 'cpuStolenCores', 'count'],
    ['memory', 'memoryBytes', 'bytes'],
    ['waited for CPU', 'psiCpuSomeShare', 'share'],
    ['for memory', 'psiMemorySomeShare', 'share'],
    ['for disks', 'psiIoSomeShare', 'share'],
    ['network in', 'networkReceiveBytesPerSecond', 'bytesPerSecond'],
    ['network out', 'networkTransmitBytesPerSecond', 'bytesPerSecond'],
    ['disk read', 'diskReadBytesPerSecond', 'bytesPerSecond'],
    ['disk written', 'diskWriteBytesPerSecond', 'bytesPerSecond'],
    ['GPU busy', 'gpuUtilisationShare', 'share'],
    ['GPU memory', 'gpuMemoryBytes', 'bytes'],
    ['GPU power', 'gpuPowerWatts', 'watts'],
    ['package power', 'packagePowerWatts', 'watts'],
  ]
  return table(
    'The machine and what measured it, over the counted phases',
    [
      { title: 'entity', cell: ({ entity }) => e(entity) },
      ...columns
        .filter(([, name]) => others.some(({ counted }) => counted[name]))
        .map(([title, name, quantity]) => ({ title, cell: ({ entity }: EntityFacts) => measure(entity, name, quantity) })),
    ],
    others,
  )
}

function missingTable(facts: RunFacts): string {
  if (facts.missing.length === 0) return ''
  return table(
    'Signals that could not be read',
    [
      { title: 'signal', cell: ({ signal }) => `<code>${e(signal)}</code>` },
      { title: 'of', text: true, cell: ({ entities }) => e(entities.join(', ')) },
      { title: 'why', text: true, cell: ({ reason }) => e(reason) },
    ],
    facts.missing,
  )
}

function measureCell(entities: readonly EntityFacts[]) {
  return (entity: string, name: MeasureName, quantity: Quantity): string => {
    const facts = entities.find((entry) => entry.entity === entity)?.counted[name]
    return facts ? `${e(formatNumber(facts.mean, quantity))}<small>max ${e(formatNumber(facts.max, quantity))}</small>` : missing
  }
}

function failedCell({ failed, errorShare: { value } }: Pick<PhaseFacts['requests'], 'failed' | 'errorShare'>): string {
  return `${failed}<small>${value === null ? '–' : e(formatNumber(value, 'share'))}</small>`
}

function numberCell(value: number | null, quantity: Quantity): string {
  return value === null ? missing : e(formatNumber(value, quantity))
}

function estimateCell(estimate: Estimate, quantity: Quantity): string {
  const { value, interval, known } = formatEstimate(estimate, quantity)
  return `${e(value)}<small${known ? '' : ' class="why"'}>${e(interval)}</small>`
}

function table<Row>(caption: string, columns: readonly Column<Row>[], rows: readonly Row[]): string {
  const kind = (column: Column<Row>) => (column.text ? ' class="text"' : '')
  const head = columns.map((column) => `<th scope="col"${kind(column)}>${e(column.title)}</th>`).join('')
  const body = rows.map((row) => `<tr>${columns.map((column) => `<td${kind(column)}>${column.cell(row)}</td>`).join('')}</tr>`).join('')
  return `<h3>${e(caption)}</h3><div class="scroll" tabindex="0" role="region" aria-label="${e(caption)}"><table><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table></div>`
}
