import type { Estimate, ObjectiveFacts, RunFacts, Verdict } from '../../analysis/index.ts'
import type { Quantity } from './number-format.ts'

/** A sign that tells verdicts apart without colour. */
export const verdictSign: Record<Verdict, string> = { met: '✓', missed: '✕', undecided: '?' }

/** The quantity in which an objective is measured. */
export function quantityOf({ metric }: Pick<ObjectiveFacts, 'metric'>): Quantity {
  return metric === 'errors' ? 'share' : metric === 'throughput' ? 'perSecond' : 'ms'
}

/** The verdict over all objectives in one sentence. */
export function verdictSentence({ objectives, verdict, identity }: RunFacts): string {
  const finished = identity.state === 'finished'
  const scope = finished ? '' : ` This run is ${identity.state}: what follows covers what was recorded.`
  if (verdict === null) return `No objectives were set.${scope}`
  const total = objectives.length
  const count = (which: Verdict) => objectives.filter((objective) => objective.verdict === which).length
  const soFar = finished ? '' : ' so far'
  if (count('met') === total) return `${total === 1 ? 'The objective is met' : `All ${total} objectives are met`}${soFar}.${scope}`
  const parts = (['missed', 'undecided', 'met'] as const).filter((which) => count(which) > 0).map((which) => `${count(which)} ${which}`)
  return `${total === 1 ? `The objective is ${verdict}` : `Of ${total} objectives ${parts.join(', ')}`}${soFar}.${scope}`
}

/** What the verdict of a certificate means. */
export const certificateWords = {
  VALID: 'the service got the load that was asked for',
  DEGRADED: 'the service got nearly the load that was asked for; mind what follows',
  INVALID: 'the service did not get the load that was asked for, so no latency is told',
} as const

/** How a verdict of a certificate looks, in the words of findings. */
export const certificateLevel = { VALID: 'fine', DEGRADED: 'note', INVALID: 'warning' } as const

/** What the certificate says of the load, in one sentence. */
export function certificateSentence({ certificate: { verdict } }: RunFacts): string {
  return `load ${verdict}: ${certificateWords[verdict]}`
}

/** The five numbers that come first. */
export function headline({ requests }: RunFacts): { label: string; estimate: Estimate; quantity: Quantity }[] {
  return [
    { label: 'latency p50', estimate: requests.latencyMs.p50, quantity: 'ms' },
    { label: 'latency p95', estimate: requests.latencyMs.p95, quantity: 'ms' },
    { label: 'latency p99', estimate: requests.latencyMs.p99, quantity: 'ms' },
    { label: 'done', estimate: requests.donePerSecond, quantity: 'perSecond' },
    { label: 'failed', estimate: requests.errorShare, quantity: 'share' },
  ]
}
