import type { Json } from '../base/stable-json.ts'
import type { Demand } from './experiment.ts'
import type { Fault } from './faults.ts'
import { stepsOf, valueAt } from './paths.ts'
import type { Written, WrittenPhase } from './schema/experiment.ts'

type WrittenLoad = Written['load']

const mostRequests = 2 ** 32 - 1

/** What a phase asks for, once its own values and those of the load are put together. */
export function demandOf(load: WrittenLoad, phase: WrittenPhase): Demand {
  if (kindOf(load, phase) === 'closed') return { kind: 'clients', clients: phase.clients ?? load.clients ?? 0 }
  const rate = phase.rate ?? load.rate ?? 'max'
  if (rate === 'max') return { kind: 'max' }
  return { kind: 'rate', arrivals: phase.arrivals ?? load.arrivals, ratePerSecond: rate }
}

function kindOf(load: WrittenLoad, phase: WrittenPhase): 'open' | 'closed' {
  return phase.kind ?? load.kind
}

/** What is wrong between the values of a load: clients without a closed loop, no rate at all, names that stand twice. */
export function demandFaults(written: Written, input: Json): Fault[] {
  const { load } = written
  const varied = Object.keys(written.design.factors)
  const faults = [...phaseFaults(load), ...sourceFaults(load, input, varied)]
  if (!varied.some((path) => path.startsWith('load.') && path.endsWith('kind'))) faults.push(...uselessFaults(load, input))
  const requests = load.phases.reduce((sum, phase) => {
    const demand = demandOf(load, phase)
    return sum + (demand.kind === 'rate' ? (demand.ratePerSecond * phase.duration) / 1000 : 0)
  }, 0)
  if (requests > mostRequests)
    faults.push({
      path: ['load', 'phases'],
      message: `ask for ${requests.toPrecision(2)} requests, and one run can hold ${mostRequests}`,
      hint: 'lower a rate, or split the experiment',
    })
  return faults
}

function phaseFaults(load: WrittenLoad): Fault[] {
  const faults: Fault[] = []
  const names = new Set<string>()
  for (const [index, phase] of load.phases.entries()) {
    const at = (key: string) => ['load', 'phases', String(index), key]
    if (names.has(phase.name))
      faults.push({
        path: at('name'),
        message: `is also the name of an earlier phase: \`${phase.name}\``,
        hint: 'give each phase a name of its own',
      })
    names.add(phase.name)
    if (kindOf(load, phase) === 'closed') {
      if (phase.clients === undefined && load.clients === undefined) {
        faults.push({
          path: at('clients'),
          message: 'is missing: a closed phase is driven by clients',
          hint: 'such as `clients: 8`, here or under `load`',
        })
      }
    } else if (phase.rate === undefined && load.rate === undefined) {
      faults.push({
        path: at('rate'),
        message: 'is missing: an open phase is driven at a rate',
        hint: 'such as `rate: 20`, here or under `load`',
      })
    } else if ((phase.rate ?? load.rate) === 'max' && load.source === 'http') {
      faults.push({
        path: phase.rate ? at('rate') : ['load', 'rate'],
        message: 'can be max only for source self',
        hint: 'over HTTP, drive as fast as answers come with `kind: closed` and `clients`',
      })
    }
  }
  if (load.phases.every(({ warmup }) => warmup))
    faults.push({
      path: ['load', 'phases'],
      message: 'are all warm-up, so nothing would count',
      hint: 'add a phase without `warmup: true`',
    })
  return faults.filter((fault, index) => faults.findIndex(({ path }) => path.join() === fault.path.join()) === index)
}

function sourceFaults(load: WrittenLoad, input: Json, varied: readonly string[]): Fault[] {
  if (load.source === 'http') return []
  const faults: Fault[] = []
  for (const [index, phase] of load.phases.entries()) {
    if (kindOf(load, phase) === 'open') continue
    const path = phase.kind ? ['load', 'phases', String(index), 'kind'] : ['load', 'kind']
    faults.push({
      path,
      message: 'must be open for source self: there are no clients',
      hint: 'give a `rate`, or `rate: max` for all that goes',
    })
    break
  }
  if (varied.includes('load.source')) return faults
  for (const key of ['encoding', 'timeout', 'connectionsPerReplica']) {
    if (valueAt(input, ['load', key]) === undefined) continue
    faults.push({ path: ['load', key], message: 'has no meaning for source self: nothing travels over HTTP', hint: 'remove it', key: true })
  }
  return faults
}

function uselessFaults(load: WrittenLoad, input: Json): Fault[] {
  const faults: Fault[] = []
  const openCount = load.phases.filter((phase) => kindOf(load, phase) === 'open').length
  const useless = (path: string, message: string, hint: string) => {
    const steps = stepsOf(path)
    if (valueAt(input, steps) !== undefined) faults.push({ path: steps, message, hint, key: true })
  }
  if (openCount === 0) {
    for (const key of ['rate', 'arrivals'])
      useless(`load.${key}`, 'has no meaning in a closed load, where each client waits for its answer', 'remove it, or set `kind: open`')
  }
  if (openCount === load.phases.length) useless('load.clients', 'has no meaning in an open load', 'add `kind: closed`, or remove it')
  for (const [index, phase] of load.phases.entries()) {
    const at = `load.phases.${index}`
    if (kindOf(load, phase) === 'open') useless(`${at}.clients`, 'has no meaning in an open phase', 'add `kind: closed`, or remove it')
    else
      for (const key of ['rate', 'arrivals']) useless(`${at}.${key}`, 'has no meaning in a closed phase', 'remove it, or set `kind: open`')
  }
  return faults
}

/** Why a value changes nothing in this experiment, and what would; null when it does change something. */
export function idleReason({ load, scaling }: Written, path: string): { reason: string; instead: string } | null {
  for (const [kind, key] of [
    ['open', 'rate'],
    ['open', 'arrivals'],
    ['closed', 'clients'],
  ] as const) {
    const inherited = load.phases.some((phase) => kindOf(load, phase) === kind && phase[key] === undefined)
    if (path === `load.${key}` && !inherited) return { reason: `every ${kind} phase sets its own ${key}`, instead: `load.phases.0.${key}` }
  }
  if (path === 'load.kind' && load.phases.every(({ kind }) => kind))
    return { reason: 'every phase sets its own kind', instead: 'load.phases.0.kind' }
  if (path === 'workload.replicas' && scaling.replicas?.[0]?.atMs === 0)
    return { reason: '`scaling.replicas` has a step at 0s', instead: 'scaling.replicas' }
  return null
}
