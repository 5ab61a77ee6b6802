import { closedLoopSaturation } from './closed-loop.ts'
import type { LoadLevel } from './level.ts'
import { openLoopSaturation } from './open-loop.ts'
import { refused, type SaturationOutcome } from './outcome.ts'

/** The loads that were tried and what they say about saturation. */
export interface SaturationFacts {
  levels: LoadLevel[]
  /** Null when fewer than four loads were planned, so that nobody asked. */
  outcome: SaturationOutcome | null
}

const fewestLevels = 4

interface Circumstances {
  /** The load that was asked for was not delivered. */
  withheld?: boolean
  /** Steps of a sweep that were left out, because the one before them saturated the service. */
  notDriven?: number
}

/** Says where the service saturates, or why the levels cannot tell. */
export function saturationOf(all: readonly LoadLevel[], { withheld = false, notDriven = 0 }: Circumstances = {}): SaturationFacts {
  const closed = all.filter(({ unit }) => unit === 'clients')
  const open = all.filter(({ unit }) => unit === 'rate')
  const levels = (closed.length > open.length ? closed : open).toSorted((a, b) => a.load - b.load)
  const asked = distinct(levels) + notDriven >= fewestLevels
  if (withheld) return { levels: [], outcome: asked ? refused('withheld', withheldReason) : null }
  return { levels, outcome: asked ? outcomeOf(levels) : null }
}

const withheldReason = 'The load that was asked for was not delivered, so no latency is told.'

function outcomeOf(levels: readonly LoadLevel[]): SaturationOutcome {
  const replicas = new Set(levels.map((level) => level.replicas))
  if (replicas.size > 1 || replicas.has(null)) {
    return refused('replicas', 'Replicas came or went while the levels were driven, so the levels speak of different systems.')
  }
  if (new Set(levels.map(({ mix, arrivalVariation }) => `${arrivalVariation} ${mix}`)).size > 1) {
    return refused('unlike', 'The levels differ in how requests arrive or in what they are, and not only in the load.')
  }
  const usable = levels.filter(
    ({ throughput, latencyMs, state }) => throughput.low !== null && latencyMs.low !== null && state !== 'caught-up',
  )
  const count = distinct(usable)
  if (count < fewestLevels) {
    const left = levels.length - usable.length
    const why = left > 0 ? `: ${left} had too few answers, or a backlog from before` : ''
    return refused('few-levels', `It takes ${fewestLevels} different loads to see a knee, and ${count} can be used here${why}.`)
  }
  return levels[0]?.unit === 'clients' ? closedLoopSaturation(usable) : openLoopSaturation(usable)
}

function distinct(levels: readonly LoadLevel[]): number {
  return new Set(levels.map(({ load, unit }) => (unit === 'rate' ? load.toPrecision(2) : load))).size
}
