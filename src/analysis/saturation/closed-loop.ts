import type { LoadLevel } from './level.ts'
import { farthestTimes, isVague, loadText, refused, type SaturationOutcome } from './outcome.ts'
import { fitted } from './redraw.ts'
import { lawOf } from './scalability.ts'

/** Throughput that grows with this part of the clients, or more, still follows them. */
const followingShare = 0.8

/** Fits the universal scalability law to levels of a closed loop, sorted by clients, each with intervals. */
export function closedLoopSaturation(levels: readonly LoadLevel[]): SaturationOutcome {
  const [lowest, highest] = [levels[0] as LoadLevel, levels.at(-1) as LoadLevel]
  const perClient = ({ throughput, load }: LoadLevel) => (throughput.value as number) / load
  if (perClient(highest) > followingShare * perClient(lowest)) {
    return refused(
      'no-knee',
      `No knee up to ${loadText(highest.load, 'clients')}: throughput still grows with the clients. The capacity is above it.`,
    )
  }
  const law = lawOf(levels)
  if (!law || law.bad) {
    const off = law ? `: the best fit is off by ${Math.round(100 * law.facts.worst)} %, which is more than noise` : ''
    return refused('bad-fit', `Throughput does not grow with the clients as the universal scalability law says${off}.`)
  }
  const { facts, knee } = law
  if (isVague(knee)) {
    return refused(
      'vague',
      `The knee could be anywhere from ${loadText(knee.low ?? 0, 'clients')} to ${knee.high === null ? 'infinity' : loadText(knee.high, 'clients')}: let levels last longer, or try more of them there.`,
    )
  }
  if ((knee.value as number) > farthestTimes * highest.load) {
    return refused(
      'no-knee',
      `No knee up to ${loadText(highest.load, 'clients')}: latency has begun to rise, but had not doubled. Try more clients.`,
    )
  }
  const { value, low, high, n } = facts.single
  return {
    kind: 'found',
    unit: 'clients',
    knee,
    capacity: facts.highest,
    unloadedMs: fitted(1000 / (value as number), { low: 1000 / (high as number), high: 1000 / (low as number) }, n),
    queue: null,
    scalability: facts,
  }
}
