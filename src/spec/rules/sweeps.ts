import type { Fault } from '../faults.ts'
import type { Written, WrittenPhase } from '../schema/experiment.ts'
import { hasRate, kindOf } from './demand.ts'

type WrittenLoad = Written['load']

const longestName = 63

/** A phase as it is driven: a sweep has become steps of equal length, whose rates or clients are evenly spaced. */
export interface DrivenPhase {
  phase: WrittenPhase
  /** It is a step of a sweep that ends the load when it is saturated. */
  mayEndLoad: boolean
}

/** The phases that a written phase becomes: itself, or `name-1`, `name-2`, … for a sweep. */
export function drivenPhases(load: WrittenLoad, phase: WrittenPhase): DrivenPhase[] {
  const sweep = sweepOf(load, phase)
  if (!sweep) return [{ phase, mayEndLoad: false }]
  const { of, from, to, steps, stop } = sweep
  return Array.from({ length: steps }, (_, index) => {
    const level = from + ((to - from) * index) / (steps - 1)
    const driven = of === 'rate' ? { rate: Number(level.toPrecision(6)) } : { clients: Math.round(level) }
    return { phase: { ...phase, ...driven, name: `${phase.name}-${index + 1}`, duration: phase.duration / steps }, mayEndLoad: stop }
  })
}

/** What is wrong with the sweep of a phase: no way up, more steps than clients, names that are taken or too long, a load that goes on after its end. */
export function sweepFaults(load: WrittenLoad, index: number): Fault[] {
  const phase = load.phases[index] as WrittenPhase
  const sweep = sweepOf(load, phase)
  if (!sweep) return []
  const { of, from, to, steps, stop } = sweep
  const path = [...(phase[of] === undefined ? ['load', of] : ['load', 'phases', String(index), of]), 'sweep']
  const faults: Fault[] = []
  if (to <= from) {
    const hint = 'a sweep climbs; to go down, make a phase of each level'
    faults.push({ path: [...path, 'to'], message: `must be greater than where the sweep starts, ${from}`, hint })
  } else if (of === 'clients' && to - from < steps - 1) {
    const message = `is more than the ${to - from + 1} whole numbers from ${from} to ${to}`
    faults.push({ path: [...path, 'steps'], message, hint: `at most \`steps: ${to - from + 1}\`` })
  }
  if (stop && index < load.phases.length - 1) {
    const hint = 'move the phase to the end, or add `stop: false` to drive every step'
    faults.push({ path, message: 'may end the load early, so it must be the last phase', hint })
  }
  const name = ['load', 'phases', String(index), 'name']
  const names = drivenPhases(load, phase).map((driven) => driven.phase.name)
  const others = load.phases.flatMap((other, place) =>
    place === index ? [] : [other.name, ...drivenPhases(load, other).map((driven) => driven.phase.name)],
  )
  const taken = names.find((step) => others.includes(step))
  if (taken !== undefined) {
    faults.push({ path: name, message: `gives a step the name of another phase: \`${taken}\``, hint: 'give each phase a name of its own' })
  } else if (names.some((step) => step.length > longestName)) {
    const message = `is too long for its steps, such as \`${names.at(-1)}\``
    faults.push({ path: name, message, hint: `a name may have ${longestName} characters with the number of the step` })
  }
  return faults
}

function sweepOf(load: WrittenLoad, phase: WrittenPhase) {
  if (kindOf(load, phase) === 'closed') {
    const clients = phase.clients ?? load.clients
    return typeof clients === 'object' ? { of: 'clients' as const, ...clients.sweep, stop: false } : null
  }
  const rate = hasRate(load, phase) ? (phase.rate ?? load.rate) : undefined
  return typeof rate === 'object' && rate.sweep ? { of: 'rate' as const, ...rate.sweep } : null
}
