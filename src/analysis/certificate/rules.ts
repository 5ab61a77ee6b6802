import { formatDuration } from '../../base/duration.ts'
import { percent, plural } from '../findings/finding.ts'
import type { Evidence } from './evidence.ts'

export type CertificateVerdict = 'VALID' | 'DEGRADED' | 'INVALID'

/** A rule that the load broke. */
export interface BrokenRule {
  rule: string
  verdict: Exclude<CertificateVerdict, 'VALID'>
  text: string
}

/** From where on a figure makes a load degraded, and from where on invalid. `docs/reference/certificate.md` says the same in words. */
const limits = {
  lostRows: { degraded: 0, invalid: 0.01 },
  undelivered: { degraded: 0.01, invalid: 0.1 },
  waited: { degraded: 0.01 },
  descriptors: { degraded: 0, invalid: 0.1 },
  lagOfLatency: { degraded: 0.05, invalid: 0.25, leastDegradedMs: 1, leastInvalidMs: 10 },
  dispersionOff: { degraded: 0.1, invalid: 0.5 },
  gapDistance: { degraded: 0.05, invalid: 0.2 },
  driverCores: { degraded: 0.85 },
  eventLoopLagMs: { degraded: 250 },
  stolen: { degraded: 0.05, invalid: 0.2 },
  others: { degraded: 0.1 },
} as const

type Rule = (evidence: Evidence) => BrokenRule | null

const degraded = (rule: string, text: string): BrokenRule => ({ rule, verdict: 'DEGRADED', text })
const graded = (rule: string, value: number, limit: { degraded: number; invalid: number }, text: string): BrokenRule | null =>
  value > limit.invalid ? { rule, verdict: 'INVALID', text } : value > limit.degraded ? degraded(rule, text) : null

const complete: Rule = ({ complete }) => (complete ? null : degraded('complete', 'The load was cut short before its last phase was over.'))

const rows: Rule = ({ selfFed, counted, rowCount }) => {
  if (selfFed) return null
  if (counted === null) return degraded('rows', 'The driver left no record of how many requests it sent.')
  const lost = Math.abs(counted - rowCount) / Math.max(1, counted)
  return graded('rows', lost, limits.lostRows, `The driver counted ${plural(counted, 'request')} and ${rowCount} are on record.`)
}

/** A self-fed replica that is too slow is no fault of a driver, since there is none, so it degrades at most. */
const delivered: Rule = ({ phases, selfFed }) => {
  const open = phases.filter((phase) => phase.open)
  const asked = open.reduce((sum, phase) => sum + phase.asked.count, 0)
  if (asked === 0) return null
  const missing = 1 - open.reduce((sum, phase) => sum + phase.delivered.count, 0) / asked
  const text = `${percent(missing)} of the requests were not sent while their phase lasted: the service never saw the load that was asked for.`
  const broken = graded('delivered', missing, limits.undelivered, text)
  return broken && selfFed ? degraded('delivered', text) : broken
}

const connections: Rule = ({ waitedShare }) =>
  connectionsWereShort(waitedShare)
    ? degraded(
        'connections',
        `${percent(waitedShare)} of the requests waited for a free connection: the service was spared the backlog, which is in the latency from the intended instant.`,
      )
    : null

const descriptors: Rule = ({ descriptorShare }) =>
  graded(
    'descriptors',
    descriptorShare ?? 0,
    limits.descriptors,
    `${percent(descriptorShare ?? 0)} of the requests were held back because this machine could open no more connections: raise the limit of open files (ulimit -n), or lower load.connectionsPerReplica.`,
  )

const sendLag: Rule = ({ sendLag, latencyP50Ms }) => {
  if (sendLag.p99 === null) return null
  const { degraded: some, invalid: much, leastDegradedMs, leastInvalidMs } = limits.lagOfLatency
  const typicalMs = latencyP50Ms ?? 0
  const limit = { degraded: Math.max(leastDegradedMs, some * typicalMs), invalid: Math.max(leastInvalidMs, much * typicalMs) }
  return graded('send-lag', sendLag.p99, limit, `One request in a hundred was sent ${formatDuration(sendLag.p99)} late or later.`)
}

const dispersion: Rule = ({ phases }) => {
  const off = phases
    .filter((phase) => phase.open && phase.asked.dispersion !== null && phase.delivered.dispersion !== null)
    .map(({ phase, asked, delivered }) => {
      const [wanted, got] = [asked.dispersion as number, delivered.dispersion as number]
      return { phase, wanted, got, off: Math.abs(got - wanted) / Math.max(1, wanted) }
    })
    .sort((a, b) => b.off - a.off)[0]
  if (!off) return null
  const text = `Arrivals of ${off.phase} were of another burstiness than asked for: index of dispersion ${off.got.toFixed(2)} instead of ${off.wanted.toFixed(2)}.`
  return graded('dispersion', off.off, limits.dispersionOff, text)
}

const gaps: Rule = ({ phases }) => {
  const worst = phases
    .filter((phase) => phase.open && (phase.gapDistance ?? 0) > (phase.gapDistanceByChance ?? 0))
    .sort((a, b) => (b.gapDistance ?? 0) - (a.gapDistance ?? 0))[0]
  const distance = worst?.gapDistance ?? 0
  return graded(
    'gaps',
    distance,
    limits.gapDistance,
    `Gaps between arrivals of ${worst?.phase} were of another distribution than asked for: distance ${distance.toFixed(3)}.`,
  )
}

const driver: Rule = ({ driverCores, eventLoopLagMaxMs }) => {
  if (driverCores !== null && driverCores > limits.driverCores.degraded) {
    return degraded('driver', `The driver used up to ${percent(driverCores)} of its core and may have held requests back.`)
  }
  if (eventLoopLagMaxMs !== null && eventLoopLagMaxMs > limits.eventLoopLagMs.degraded) {
    return degraded('driver', `The driver was held up for ${formatDuration(eventLoopLagMaxMs)} at a time.`)
  }
  return null
}

const stolen: Rule = ({ stolenShare }) =>
  graded('stolen', stolenShare ?? 0, limits.stolen, `The hypervisor took away ${percent(stolenShare ?? 0)} of the machine's CPU time.`)

const others: Rule = ({ othersShare }) =>
  othersShare !== null && othersShare > limits.others.degraded
    ? degraded('others', `Other programs used ${percent(othersShare)} of the machine's CPU time: answers may be slow because of them.`)
    : null

function connectionsWereShort(waitedShare: number | null): waitedShare is number {
  return waitedShare !== null && waitedShare > limits.waited.degraded
}

/** After a driver stood still, its backlog fills the connections too: then the lag, as long as that standstill, is its own. */
function connectionsExplain({ waitedShare, eventLoopLagMaxMs, sendLag }: Evidence): boolean {
  const heldUpMs = eventLoopLagMaxMs ?? 0
  const stoodStill = heldUpMs > limits.eventLoopLagMs.degraded && heldUpMs >= (sendLag.p99 ?? 0) / 2
  return connectionsWereShort(waitedShare) && !stoodStill
}

/** Lag and shape speak of the driver only where there is one, and where it did not have to wait for connections, which has a rule of its own. */
const ofDriver = [sendLag, dispersion, gaps]

/** Every rule that the load broke, the gravest first. */
export function brokenRules(evidence: Evidence): BrokenRule[] {
  const held = evidence.selfFed || connectionsExplain(evidence) ? [] : ofDriver
  const broken = [complete, rows, delivered, connections, descriptors, ...held, driver, stolen, others].map((rule) => rule(evidence))
  return broken.filter((rule) => rule !== null).sort((a, b) => Number(b.verdict === 'INVALID') - Number(a.verdict === 'INVALID'))
}
