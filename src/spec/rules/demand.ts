import type { Arrivals, Demand, RateShape } from '../experiment.ts'
import type { Written, WrittenPhase } from '../schema/experiment.ts'
import type { WrittenRate } from '../schema/rate.ts'

type WrittenLoad = Written['load']

/** What a phase asks for, once its own values and those of the load are put together and its sweep, if any, has become steps. */
export function demandOf(load: WrittenLoad, phase: WrittenPhase): Demand {
  if (kindOf(load, phase) === 'closed') {
    const clients = phase.clients ?? load.clients
    return { kind: 'clients', clients: typeof clients === 'number' ? clients : 0 }
  }
  if (phase.replay) return { kind: 'replay', replay: phase.replay }
  const rate = phase.rate ?? load.rate ?? 'max'
  if (rate === 'max') return { kind: 'max' }
  const arrivals = arrivalsOf(load, phase)
  if (typeof rate === 'number') return { kind: 'rate', ...arrivals, ratePerSecond: rate }
  const shape = shapeOf(rate)
  return { kind: 'rate', ...arrivals, ratePerSecond: meanRate(shape, phase.duration), shape }
}

/** Whether a phase is driven at instants that are known before, or by clients. */
export function kindOf(load: WrittenLoad, phase: WrittenPhase): 'open' | 'closed' {
  return phase.kind ?? load.kind
}

/** Whether a phase is driven at a rate, rather than by clients or a recording. */
export function hasRate(load: WrittenLoad, phase: WrittenPhase): boolean {
  return kindOf(load, phase) === 'open' && phase.replay === undefined
}

function arrivalsOf(load: WrittenLoad, phase: WrittenPhase): Arrivals {
  const arrivals = phase.arrivals ?? load.arrivals
  switch (arrivals) {
    case 'gamma':
      return { arrivals, burstiness: phase.burstiness ?? load.burstiness ?? 1 }
    case 'mmpp2': {
      const { ratio, calm, burst } = phase.bursts ?? load.bursts ?? { ratio: 1, calm: 1, burst: 1 }
      return { arrivals, bursts: { ratio, calmMs: calm, burstMs: burst } }
    }
    default:
      return { arrivals }
  }
}

function shapeOf({ ramp, steps, profile, sine }: Exclude<WrittenRate, number | 'max'>): RateShape {
  if (sine) return { kind: 'sine', meanPerSecond: sine.mean, amplitudePerSecond: sine.amplitude, periodMs: sine.period }
  if (ramp) return { kind: 'ramp', ratesPerSecond: ramp }
  if (profile) return { kind: 'profile', ratesPerSecond: profile }
  return { kind: 'steps', ratesPerSecond: steps ?? [] }
}

/** The mean of a shape over a phase, in requests per second. */
function meanRate(shape: RateShape, durationMs: number): number {
  if (shape.kind === 'sine') {
    const turns = (2 * Math.PI * durationMs) / shape.periodMs
    return shape.meanPerSecond + (shape.amplitudePerSecond * (1 - Math.cos(turns))) / turns
  }
  const rates = shape.ratesPerSecond
  const sum = rates.reduce((total, rate) => total + rate, 0)
  if (shape.kind !== 'ramp') return sum / rates.length
  return (sum - ((rates[0] ?? 0) + (rates.at(-1) ?? 0)) / 2) / (rates.length - 1)
}
