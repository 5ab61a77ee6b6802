import type { Steps } from '../service/service.ts'

/** Durations of the named steps of one request, in the order in which they ended. */
export interface StepMeter extends Steps {
  taken: [step: string, ms: number][]
}

/** A meter that has taken nothing yet. */
export function stepMeter(): StepMeter {
  const taken: StepMeter['taken'] = []
  const add = (step: string, ms: number) => void taken.push([step, ms])
  return {
    taken,
    add,
    time(step, act) {
      const fromMs = performance.now()
      const result = act()
      if (result instanceof Promise) {
        return result.then((value) => {
          add(step, performance.now() - fromMs)
          return value
        }) as typeof result
      }
      add(step, performance.now() - fromMs)
      return result
    },
  }
}
