import type { Demand } from '../experiment.ts'
import type { Fault } from '../faults.ts'
import type { Written, WrittenPhase } from '../schema/experiment.ts'

type WrittenLoad = Written['load']

const mostRequests = 2 ** 32 - 1

/** What a phase asks for, once its own values and those of the load are put together. */
export function demandOf(load: WrittenLoad, phase: WrittenPhase): Demand {
  if (kindOf(load, phase) === 'closed') return { kind: 'clients', clients: phase.clients ?? load.clients ?? 0 }
  const rate = phase.rate ?? load.rate ?? 'max'
  if (rate === 'max') return { kind: 'max' }
  return { kind: 'rate', arrivals: phase.arrivals ?? load.arrivals, ratePerSecond: rate }
}

/** Whether a phase is driven at a rate or by clients. */
export function kindOf(load: WrittenLoad, phase: WrittenPhase): 'open' | 'closed' {
  return phase.kind ?? load.kind
}

/** What is wrong between the phases of a load: no rate or clients at all, names that stand twice, more requests than a run can hold. */
export function phaseFaults({ load }: Written): Fault[] {
  const faults = load.phases.flatMap((_, index) => faultsOfPhase(load, index))
  const path = ['load', 'phases']
  if (load.phases.every(({ warmup }) => warmup)) {
    faults.push({ path, message: 'are all warm-up, so nothing would count', hint: 'add a phase without `warmup: true`' })
  }
  const requests = load.phases.reduce((sum, phase) => {
    const demand = demandOf(load, phase)
    return sum + (demand.kind === 'rate' ? (demand.ratePerSecond * phase.duration) / 1000 : 0)
  }, 0)
  if (requests > mostRequests) {
    const message = `ask for ${requests.toPrecision(2)} requests, and one run can hold ${mostRequests}`
    faults.push({ path, message, hint: 'lower a rate, or split the experiment' })
  }
  return faults.filter((fault, index) => faults.findIndex((other) => other.path.join() === fault.path.join()) === index)
}

function faultsOfPhase(load: WrittenLoad, index: number): Fault[] {
  const phase = load.phases[index] as WrittenPhase
  const faults: Fault[] = []
  const fault = (path: string[], message: string, hint: string) => faults.push({ path, message, hint })
  const at = (key: string) => ['load', 'phases', String(index), key]
  if (load.phases.findIndex(({ name }) => name === phase.name) < index) {
    fault(at('name'), `is also the name of an earlier phase: \`${phase.name}\``, 'give each phase a name of its own')
  }
  const rate = phase.rate ?? load.rate
  if (kindOf(load, phase) === 'closed') {
    if (phase.clients !== undefined || load.clients !== undefined) return faults
    fault(at('clients'), 'is missing: a closed phase is driven by clients', 'such as `clients: 8`, here or under `load`')
  } else if (rate === undefined) {
    fault(at('rate'), 'is missing: an open phase is driven at a rate', 'such as `rate: 20`, here or under `load`')
  } else if (rate === 'max' && load.source === 'http') {
    const path = phase.rate ? at('rate') : ['load', 'rate']
    fault(path, 'can be max only for source self', 'over HTTP, drive as fast as answers come with `kind: closed` and `clients`')
  }
  return faults
}
