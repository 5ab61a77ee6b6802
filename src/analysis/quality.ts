import { formatDuration } from '../base/duration.ts'
import type { Identity } from './identity.ts'
import type { Track } from './measures.ts'
import type { RunRecords } from './records.ts'
import type { ReplicaLife } from './replicas.ts'
import type { RequestFacts } from './requests.ts'
import type { EntityFacts, MissingSignal } from './resources.ts'

/** Something about how far the data can be trusted, in one plain sentence. */
export interface Finding {
  level: 'fine' | 'note' | 'warning'
  topic: string
  text: string
}

export interface QualityInput {
  records: RunRecords
  identity: Identity
  requests: RequestFacts
  phases: readonly { phase: string; warmup: boolean; demand: { kind: string }; requests: RequestFacts }[]
  replicas: readonly ReplicaLife[]
  entities: readonly EntityFacts[]
  tracks: readonly Track[]
  missing: readonly MissingSignal[]
}

/** Everything that a reader should know before trusting the numbers, worst first. */
export function qualityOf(input: QualityInput): Finding[] {
  const found = [
    completeness(input),
    rowCount(input),
    limits(input),
    ...sending(input),
    ...driver(input),
    ...overload(input),
    ...machine(input),
    replicaTrouble(input),
    ...sampling(input),
    ...journal(input),
  ].filter((finding) => finding !== null)
  const order = ['warning', 'note', 'fine']
  return found.sort((a, b) => order.indexOf(a.level) - order.indexOf(b.level))
}

type Found = Finding | null

const finding = (level: Finding['level'], topic: string, text: string): Finding => ({ level, topic, text })
const percent = (share: number) => `${Number((share * 100).toPrecision(2))} %`
const plural = (count: number, one: string, many = `${one}s`) => `${count} ${count === 1 ? one : many}`

function completeness({ identity, records }: QualityInput): Found {
  if (identity.state === 'finished') return finding('fine', 'run', 'The run is complete.')
  const kept = records.unclosedFiles.length > 0 ? ' Its data files were not closed, so up to the last 5 s of rows are lost.' : ''
  return finding(
    'warning',
    'run',
    `The run is ${identity.state} (${identity.stateReason ?? 'no reason was told'}): it says nothing about what was not reached.${kept}`,
  )
}

function rowCount({ records }: QualityInput): Found {
  const { certificate, requests } = records
  if (!certificate) return finding('note', 'rows', 'The driver left no certificate, so nobody can tell whether every request has a row.')
  const lost = certificate.intended - requests.count
  if (lost === 0) return finding('fine', 'rows', `Every one of ${plural(requests.count, 'request')} has a row.`)
  return finding('warning', 'rows', `The driver counted ${certificate.intended} requests, and the file has ${requests.count} rows.`)
}

function limits({ identity, records }: QualityInput): Found {
  const { enforcement } = identity
  const loose = enforcement.filter((limit) => !limit.enforced)
  if (loose.length > 0) {
    const which = loose.map(({ limit, reason }) => `${limit} (${reason ?? 'no reason was told'})`).join(', ')
    return finding('warning', 'limits', `Limits that were not enforced: ${which}. Replicas could use more than the experiment says.`)
  }
  if (enforcement.length > 0) return finding('fine', 'limits', `Limits were enforced: ${enforcement.map(({ limit }) => limit).join(', ')}.`)
  return records.environment ? finding('fine', 'limits', 'No limits were asked for.') : null
}

function sending({ identity, requests }: QualityInput): Found[] {
  const { p50, p99, max, n } = requests.sendLagMs
  const verb = identity.load.source === 'self' ? 'begun' : 'sent'
  if (p50 === null || p99 === null || max === null) return [finding('note', 'send lag', `Nothing was ${verb} in the counted phases.`)]
  const latency = requests.latencyMs.p50.value ?? requests.latencyMs.mean.value
  const part = latency ? p99 / latency : 0
  const level = part > 0.25 ? 'warning' : part > 0.05 ? 'note' : 'fine'
  const text = `From intended to ${verb}: p50 ${formatDuration(p50)}, p99 ${formatDuration(p99)}, at most ${formatDuration(max)} (n = ${n}).`
  const cancelled =
    requests.cancelled > 0
      ? finding(
          'note',
          'cancelled',
          `${plural(requests.cancelled, 'request')} were called off when the run was stopped; they count neither as done nor as failed.`,
        )
      : null
  return [
    finding(
      level,
      'send lag',
      `${text}${level === 'fine' ? '' : ` Its p99 is ${percent(part)} of the typical latency, which contains it.`}`,
    ),
    cancelled,
  ]
}

function driver({ records, entities }: QualityInput): Found[] {
  const { certificate } = records
  if (!certificate?.driver) return []
  const { eventLoopLagMaxMs, poolWaits, reusedSocketRetries } = certificate.driver
  const cores = entities.find(({ entity }) => entity === 'driver')?.counted.cpuCores
  const busy = cores ? `It used ${percent(cores.mean)} of one core on average, ${percent(cores.max)} at most. ` : ''
  const level =
    (cores?.max ?? 0) > 0.85 || eventLoopLagMaxMs > 250 ? 'warning' : (cores?.max ?? 0) > 0.6 || eventLoopLagMaxMs > 50 ? 'note' : 'fine'
  return [
    finding(level, 'driver', `${busy}Its event loop was held up for ${formatDuration(eventLoopLagMaxMs)} at most.`),
    poolWaits > 0
      ? finding(
          'note',
          'connections',
          `${plural(poolWaits, 'request')} had to wait for a free connection; the wait is in their latency and in the send lag, not in their service time.`,
        )
      : finding('fine', 'connections', 'No request had to wait for a connection.'),
    reusedSocketRetries > 0
      ? finding(
          'note',
          'retries',
          `${plural(reusedSocketRetries, 'request')} were sent a second time, because the server had closed an idle connection.`,
        )
      : null,
  ]
}

function overload({ phases, identity }: QualityInput): Found[] {
  return phases.map(({ phase, demand, requests }) => {
    const { askedPerSecond, donePerSecond } = requests
    if (demand.kind !== 'rate' || askedPerSecond === null || donePerSecond.high === null || donePerSecond.value === null) return null
    if (donePerSecond.high >= askedPerSecond * 0.97) return null
    const unit = identity.load.source === 'self' ? 'inferences' : 'requests'
    return finding(
      'note',
      'overload',
      `Phase ${phase} asked for ${askedPerSecond.toFixed(1)} ${unit}/s and ${donePerSecond.value.toFixed(1)}/s were answered: a backlog grew, and its latencies say how long the phase was rather than how fast the service is.`,
    )
  })
}

function machine({ identity, entities }: QualityInput): Found[] {
  const own = entities.find(({ entity }) => entity === 'machine')?.counted
  const cores = identity.machine?.cores
  if (!own || !cores) return []
  const used = own.cpuCores
  const stolen = own.cpuStolenCores
  return [
    used && used.mean > 0.9 * cores
      ? finding(
          'note',
          'machine',
          `The machine's ${plural(cores, 'core')} were ${percent(used.mean / cores)} busy: replicas, driver and sampler took time from each other.`,
        )
      : null,
    stolen && stolen.mean > 0.01 * cores
      ? finding('warning', 'machine', `The hypervisor took away ${percent(stolen.mean / cores)} of the machine's CPU time.`)
      : null,
  ]
}

function replicaTrouble({ replicas }: QualityInput): Finding {
  const died = replicas.filter(({ end }) => end === 'died')
  const restarts = replicas.filter(({ replaces }) => replaces !== null).length
  if (died.length === 0) return finding('fine', 'replicas', 'No replica died.')
  const which = died.map(({ id, reason }) => `${id} (${reason ?? 'no reason was told'})`).join(', ')
  return finding('warning', 'replicas', `${plural(died.length, 'replica')} died: ${which}; ${plural(restarts, 'restart')}.`)
}

function sampling({ records, tracks, missing }: QualityInput): Found[] {
  const { recording } = records.environment ?? { recording: null }
  const { intervalMs } = records.asked.experiment.recording
  const turns = recording
    ? finding(
        recording.missedTurns > recording.turns * 0.02 ? 'note' : 'fine',
        'sampling',
        `${recording.turns} sampling turns, ${recording.missedTurns} missed; sampling used ${formatDuration(recording.cpuMs)} of CPU time.`,
      )
    : finding('note', 'sampling', 'The recording was cut off; how many turns it missed is not known.')
  const gaps = longestGaps(tracks).filter(({ gapMs }) => gapMs > 3 * intervalMs)
  const worst = gaps.map(({ entity, gapMs }) => `${entity} ${formatDuration(gapMs)}`).join(', ')
  const signals = new Set(missing.map(({ signal }) => signal)).size
  return [
    turns,
    gaps.length > 0
      ? finding('note', 'gaps', `Longest times without a CPU sample, at an interval of ${formatDuration(intervalMs)}: ${worst}.`)
      : null,
    signals > 0
      ? finding(
          'note',
          'signals',
          `${plural(signals, 'signal')} could not be read everywhere; the table of missing signals says where and why.`,
        )
      : null,
  ]
}

function longestGaps(tracks: readonly Track[]): { entity: string; gapMs: number }[] {
  return tracks
    .filter(({ measure }) => measure === 'cpuCores')
    .map(({ entity, fromMs, untilMs }) => ({
      entity,
      gapMs: untilMs.reduce((longest, until, i) => Math.max(longest, until - (fromMs[i] as number)), 0),
    }))
}

function journal({ records }: QualityInput): Found[] {
  const steps = records.events.filter((event) => event.type === 'clock.stepped')
  const warnings = records.events.filter((event) => event.type === 'warning')
  return [
    steps.length > 0
      ? finding(
          'note',
          'clock',
          `The wall clock was set ${plural(steps.length, 'time')} during the run (${steps.map(({ stepMs }) => `${Math.round(stepMs)} ms`).join(', ')}); durations come from a clock that does not jump.`,
        )
      : finding('fine', 'clock', 'The wall clock did not jump.'),
    records.tornEventLines > 0
      ? finding('note', 'journal', `${plural(records.tornEventLines, 'line')} of the journal could not be read.`)
      : null,
    ...warnings.map(({ message }) => finding('note', 'warning', message)),
  ]
}
