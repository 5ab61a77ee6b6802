import type { Fault } from '../faults.ts'
import type { Written, WrittenPhase } from '../schema/experiment.ts'
import { demandOf, hasRate, kindOf } from './demand.ts'
import { shapeFaults } from './shapes.ts'
import { drivenPhases, sweepFaults } from './sweeps.ts'

type WrittenLoad = Written['load']

const mostRequests = 2 ** 32 - 1

/** What is wrong between the phases of a load: no rate or clients at all, names that stand twice, more requests than a run can hold. */
export function phaseFaults({ load }: Written): Fault[] {
  const faults = [
    ...shapeFaults(load.rate, ['load', 'rate']),
    ...load.phases.flatMap((_, index) => [...faultsOfPhase(load, index), ...sweepFaults(load, index)]),
  ]
  const path = ['load', 'phases']
  if (load.phases.every(({ warmup }) => warmup)) {
    faults.push({ path, message: 'are all warm-up, so nothing would count', hint: 'add a phase without `warmup: true`' })
  }
  const driven = load.phases.flatMap((phase) => drivenPhases(load, phase))
  const requests = driven.reduce((sum, { phase }) => {
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
  if (kindOf(load, phase) === 'closed') {
    if (phase.clients !== undefined || load.clients !== undefined) return faults
    fault(at('clients'), 'is missing: a closed phase is driven by clients', 'such as `clients: 8`, here or under `load`')
    return faults
  }
  if (load.source === 'self') faults.push(...selfFedFaults(load, phase, at))
  if (!hasRate(load, phase)) return faults
  faults.push(...shapeFaults(phase.rate, at('rate')))
  const rate = phase.rate ?? load.rate
  if (rate === undefined) {
    fault(at('rate'), 'is missing: an open phase is driven at a rate', 'such as `rate: 20`, here or under `load`')
  } else if (rate === 'max' && load.source === 'http') {
    const path = phase.rate ? at('rate') : ['load', 'rate']
    fault(path, 'can be max only for source self', 'over HTTP, drive as fast as answers come with `kind: closed` and `clients`')
  }
  const arrivals = phase.arrivals ?? load.arrivals
  if (arrivals === 'gamma' && (phase.burstiness ?? load.burstiness) === undefined) {
    fault(at('burstiness'), 'is missing: gamma arrivals are as uneven as it says', 'such as `burstiness: 4`, here or under `load`')
  }
  if (arrivals === 'mmpp2' && (phase.bursts ?? load.bursts) === undefined) {
    const hint = 'such as `bursts: { ratio: 8, calm: 10s, burst: 2s }`, here or under `load`'
    fault(at('bursts'), 'is missing: mmpp2 arrivals come in bursts', hint)
  }
  return faults
}

/** A replica that feeds itself knows plain rates only. */
function selfFedFaults(load: WrittenLoad, phase: WrittenPhase, at: (key: string) => string[]): Fault[] {
  const faults: Fault[] = []
  const refuse = (key: 'rate' | 'arrivals' | 'replay', message: string, hint: string) =>
    faults.push({ path: phase[key] === undefined ? ['load', key] : at(key), message, hint })
  if (phase.replay) refuse('replay', 'is only for source http', 'give a `rate`, or use `source: http`')
  if (typeof (phase.rate ?? load.rate) === 'object')
    refuse('rate', 'must be one number for source self', 'make a phase of each rate, or use `source: http`')
  const arrivals = phase.arrivals ?? load.arrivals
  if (arrivals === 'gamma' || arrivals === 'mmpp2')
    refuse('arrivals', 'must be constant or poisson for source self', 'use `source: http` for any other')
  return faults
}
