import { formatDuration } from '../../base/duration.ts'
import { busiestDriver } from '../resources.ts'
import { type Found, finding, percent, plural, type QualityInput } from './finding.ts'

/** Whether every request that the driver counted has a row. */
export function rowCount({ records }: QualityInput): Found {
  const { driver: record, requests } = records
  if (!record) return finding('note', 'rows', 'The driver left no record, so nobody can tell whether every request has a row.')
  const lost = record.intended - requests.count
  if (lost === 0) return finding('fine', 'rows', `Every one of ${plural(requests.count, 'request')} has a row.`)
  return finding('warning', 'rows', `The driver counted ${record.intended} requests, and the file has ${requests.count} rows.`)
}

/** How late requests were sent, and how many were called off. */
export function sending({ identity, requests }: QualityInput): Found[] {
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

/** Whether the driver itself was near its limits. */
export function driver({ records, entities }: QualityInput): Found[] {
  const record = records.driver
  if (!record?.driver) return []
  const { eventLoopLagMaxMs, poolWaits, descriptorWaits, reusedSocketRetries } = record.driver
  const cores = busiestDriver(entities)
  const busy = cores
    ? `${record.driver.drivers > 1 ? `The busiest of ${record.driver.drivers}` : 'It'} used ${percent(cores.mean)} of one core on average, ${percent(cores.max)} at most. `
    : ''
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
    descriptorWaits > 0
      ? finding(
          'warning',
          'descriptors',
          `${plural(descriptorWaits, 'request')} were held back because no more connections could be opened: the driver's process had no file descriptor left, or its machine no port.`,
        )
      : null,
    reusedSocketRetries > 0
      ? finding(
          'note',
          'retries',
          `${plural(reusedSocketRetries, 'request')} were sent a second time, because the server had closed an idle connection.`,
        )
      : null,
  ]
}

/** Phases that asked for more than was answered. */
export function overload({ phases, identity }: QualityInput): Found[] {
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

/** A sweep that ended early. */
export function sweepEnd({ saturated }: QualityInput): Found {
  if (!saturated) return null
  const { phase, due, answered, notDriven } = saturated
  const names = notDriven.map((step) => step.phase)
  const left = names.length > 2 ? `${names[0]} to ${names.at(-1)}` : names.join(' and ')
  return finding(
    'note',
    'sweep',
    `The load ended with ${phase}, which saturated the service: ${answered} good answers came for ${plural(due, 'request')}. ${left} ${names.length === 1 ? 'was' : 'were'} not driven; requests that came due before the driver stopped are on record and counted nowhere.`,
  )
}
