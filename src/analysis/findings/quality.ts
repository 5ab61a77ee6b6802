import { type Finding, type Found, finding, percent, plural, type QualityInput } from './finding.ts'
import { driver, overload, rowCount, sending, sweepEnd } from './load-findings.ts'
import { journal, sampling } from './recording-findings.ts'

/** Everything that a reader should know before trusting the numbers, worst first. */
export function qualityOf(input: QualityInput): Finding[] {
  const found = [
    completeness(input),
    rowCount(input),
    limits(input),
    ...sending(input),
    ...driver(input),
    sweepEnd(input),
    ...overload(input),
    ...machine(input),
    replicaTrouble(input),
    ...sampling(input),
    ...journal(input),
  ].filter((finding) => finding !== null)
  const order = ['warning', 'note', 'fine']
  return found.sort((a, b) => order.indexOf(a.level) - order.indexOf(b.level))
}

function completeness({ identity, records }: QualityInput): Found {
  if (identity.state === 'finished') return finding('fine', 'run', 'The run is complete.')
  const kept = records.unclosedFiles.length > 0 ? ' Its data files were not closed, so up to the last 2 s of rows are lost.' : ''
  return finding(
    'warning',
    'run',
    `The run is ${identity.state} (${identity.stateReason ?? 'no reason was told'}): it says nothing about what was not reached.${kept}${records.losses.map((loss) => ` ${loss}`).join('')}`,
  )
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
