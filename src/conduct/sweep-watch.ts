import { outcomes, type RequestBatch } from '../dataset/index.ts'
import type { PhaseSchedule } from '../load/index.ts'
import type { Phase } from '../spec/index.ts'

/** A step in which the service did not keep up: fewer good answers came within it than 90 % of the requests that were due in it. */
export interface SaturatedStep {
  phase: string
  due: number
  answered: number
}

/** Counts the good answers of each phase, whenever they were asked for. */
export interface SweepWatch {
  add(batch: RequestBatch): void
  /** Once all rows up to the end of a phase are in: the step that it saturated, if the load is to end with it. */
  afterPhase(phase: string): SaturatedStep | null
}

const ok = outcomes.indexOf('ok')

/** Below this part of what was due, a step is saturated. */
const leastShare = 0.9

/** Watches the steps of a sweep that ends when it is saturated; any other phase, and the last one, never end the load. */
export function watchSweep(phases: readonly Phase[], schedule: readonly PhaseSchedule[]): SweepWatch {
  const answered = new Float64Array(phases.length)
  let place = 0
  const placeAt = (atMs: number) => {
    while (place < schedule.length - 1 && atMs >= (schedule[place] as PhaseSchedule).untilMs) place++
    while (place > 0 && atMs < (schedule[place] as PhaseSchedule).fromMs) place--
    return place
  }
  return {
    add({ count, outcome, endMs }) {
      for (let row = 0; row < count; row++) {
        if (outcome[row] !== ok) continue
        const at = placeAt(endMs[row] as number)
        answered[at] = (answered[at] as number) + 1
      }
    },
    afterPhase(name) {
      const at = phases.findIndex((phase) => phase.name === name)
      if (!phases[at]?.mayEndLoad || at === phases.length - 1) return null
      const due = (schedule[at] as PhaseSchedule).arrivalsMs.length
      return (answered[at] as number) < leastShare * due ? { phase: name, due, answered: answered[at] as number } : null
    },
  }
}
