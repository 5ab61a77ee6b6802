import { nextNormal, type Random } from '../../base/random.ts'
import type { Arrivals, Bursts } from '../../spec/index.ts'
import type { OperationalTime } from './operational-time.ts'

/** Gives the next arrival after an instant of operational time, where the rate is 1; it is asked with 0 first, and then with its last answer. */
export type ArrivalProcess = (after: number) => number

/** Makes the arrival process of a phase. All but `constant` are stationary: they are as likely to begin at any instant of theirs. */
export function arrivalProcess(demand: Arrivals, time: OperationalTime, random: Random): ArrivalProcess {
  switch (demand.arrivals) {
    case 'constant': {
      let index = 0
      return () => index++
    }
    case 'poisson':
      return (after) => after + exponential(random)
    case 'gamma':
      return gammaProcess(demand.burstiness, random)
    case 'mmpp2':
      return burstProcess(demand.bursts, time, random)
  }
}

/** The first gap of a renewal process that has long been under way is the rest of a gap that was chosen by its length: Gamma of one shape more. */
function gammaProcess(burstiness: number, random: Random): ArrivalProcess {
  const shape = 1 / burstiness
  let begun = false
  return (after) => {
    if (begun) return after + nextGamma(shape, random) * burstiness
    begun = true
    return random.next() * nextGamma(shape + 1, random) * burstiness
  }
}

/** Poisson at a rate that depends on a state; the state changes after times that are exponential on the clock, whatever the rate is then. */
function burstProcess({ ratio, calmMs, burstMs }: Bursts, time: OperationalTime, random: Random): ArrivalProcess {
  const calmRate = (calmMs + burstMs) / (calmMs + ratio * burstMs)
  let inBurst = random.next() < burstMs / (calmMs + burstMs)
  let untilMs = 0
  let until = 0
  const stay = () => {
    untilMs += exponential(random) * (inBurst ? burstMs : calmMs)
    until = untilMs < time.durationMs ? time.expectedAt(untilMs) : Number.POSITIVE_INFINITY
  }
  stay()
  return (after) => {
    for (let from = after; ; ) {
      const at = from + exponential(random) / (inBurst ? calmRate * ratio : calmRate)
      if (at < until) return at
      from = until
      inBurst = !inBurst
      stay()
    }
  }
}

function exponential(random: Random): number {
  return -Math.log(1 - random.next())
}

/**
 * A number from the Gamma distribution of this shape and scale 1 (Marsaglia and Tsang; a shape below 1 goes by way of one more).
 * Powers are products or `exp`, because `**` rounds differently from one version of Node.js to the next, and the bytes must not.
 */
function nextGamma(shape: number, random: Random): number {
  if (shape < 1) return nextGamma(shape + 1, random) * Math.exp(-exponential(random) / shape)
  const d = shape - 1 / 3
  const c = 1 / Math.sqrt(9 * d)
  for (;;) {
    const x = nextNormal(random)
    const root = 1 + c * x
    const v = root * root * root
    if (v > 0 && Math.log(1 - random.next()) < (x * x) / 2 + d - d * v + d * Math.log(v)) return d * v
  }
}
