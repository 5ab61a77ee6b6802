import type { Json } from '../../base/stable-json.ts'
import type { Fault } from '../faults.ts'
import { stepsOf, valueAt } from '../paths.ts'
import type { Written, WrittenPhase } from '../schema/experiment.ts'
import { hasRate, kindOf } from './demand.ts'

/** Values of a load that have no meaning beside the others, such as clients of an open one; where kind or source is varied, they may have. */
export function uselessFaults({ load, design }: Written, input: Json): Fault[] {
  const varied = Object.keys(design.factors)
  const faults: Fault[] = []
  const useless = (path: string, message: string, hint: string) => {
    const steps = stepsOf(path)
    if (valueAt(input, steps) !== undefined) faults.push({ path: steps, message, hint, key: true })
  }
  const closed = load.phases.findIndex((phase) => kindOf(load, phase) === 'closed')
  if (load.source === 'self') {
    const path = ['load', ...(load.phases[closed]?.kind ? ['phases', String(closed)] : []), 'kind']
    const hint = 'give a `rate`, or `rate: max` for all that goes'
    if (closed >= 0) faults.push({ path, message: 'must be open for source self: there are no clients', hint })
    if (!varied.includes('load.source')) {
      const httpOnly = [
        'encoding',
        'timeout',
        'connectionsPerReplica',
        'drivers',
        'requests',
        ...load.phases.map((_, index) => `phases.${index}.requests`),
      ]
      for (const key of httpOnly) useless(`load.${key}`, 'has no meaning for source self: nothing travels over HTTP', 'remove it')
    }
  }
  if (varied.some((path) => /^load\b.*\bkind$/.test(path))) return faults
  const [toOpen, toClosed] = ['remove it, or set `kind: open`', 'add `kind: closed`, or remove it']
  if (closed < 0) useless('load.clients', 'has no meaning in an open load', toClosed)
  if (load.phases.every((phase) => kindOf(load, phase) === 'closed')) {
    for (const key of ['rate', 'arrivals'])
      useless(`load.${key}`, 'has no meaning in a closed load, where each client waits for its answer', toOpen)
  }
  for (const [index, phase] of load.phases.entries()) {
    const isOpen = kindOf(load, phase) === 'open'
    for (const key of isOpen ? ['clients'] : ['rate', 'arrivals', 'replay']) {
      useless(`load.phases.${index}.${key}`, `has no meaning in ${isOpen ? 'an open' : 'a closed'} phase`, isOpen ? toClosed : toOpen)
    }
  }
  arrivalFaults(load, varied, useless)
  return faults
}

/** Values that only other arrivals would need, and arrivals beside a recording, which brings its own. */
function arrivalFaults(
  load: Written['load'],
  varied: readonly string[],
  useless: (path: string, message: string, hint: string) => void,
): void {
  if (!varied.some((path) => /^load\b.*\barrivals$/.test(path))) {
    for (const [key, arrivals] of [
      ['burstiness', 'gamma'],
      ['bursts', 'mmpp2'],
    ] as const) {
      const has = (phase: WrittenPhase) => hasRate(load, phase) && (phase.arrivals ?? load.arrivals) === arrivals
      const message = `has no meaning without \`arrivals: ${arrivals}\``
      if (!load.phases.some(has)) useless(`load.${key}`, message, 'add that, or remove this')
      for (const [index, phase] of load.phases.entries()) {
        if (!has(phase) && !phase.replay) useless(`load.phases.${index}.${key}`, message, 'add that, or remove this')
      }
    }
  }
  for (const [index, phase] of load.phases.entries()) {
    if (!phase.replay) continue
    for (const key of ['rate', 'arrivals', 'burstiness', 'bursts'])
      useless(`load.phases.${index}.${key}`, 'has no meaning beside `replay`, which brings its own arrivals', 'remove the one or the other')
  }
}

/** Why a value changes nothing in this experiment, and what would; null when it does change something. */
export function idleReason({ load, scaling }: Written, path: string): { reason: string; instead: string } | null {
  for (const [kind, key] of [
    ['open', 'rate'],
    ['open', 'arrivals'],
    ['closed', 'clients'],
  ] as const) {
    const inherits = (phase: WrittenPhase) => kindOf(load, phase) === kind && phase[key] === undefined && phase.replay === undefined
    const inherited = load.phases.some(inherits)
    if (path === `load.${key}` && !inherited) return { reason: `every ${kind} phase sets its own ${key}`, instead: `load.phases.0.${key}` }
  }
  if (/^load\.requests\b/.test(path) && load.phases.every(({ requests }) => requests))
    return { reason: 'every phase sets its own requests', instead: 'load.phases.0.requests' }
  if (path === 'load.kind' && load.phases.every(({ kind }) => kind))
    return { reason: 'every phase sets its own kind', instead: 'load.phases.0.kind' }
  if (path === 'workload.replicas' && scaling.replicas?.[0]?.atMs === 0)
    return { reason: '`scaling.replicas` has a step at 0s', instead: 'scaling.replicas' }
  return null
}
