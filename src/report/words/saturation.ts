import type { Estimate, LoadLevel, Saturation, SaturationFacts } from '../../analysis/index.ts'
import { estimateText, formatEstimate, formatNumber } from './number-format.ts'

/** A load with its interval and unit: `41/s (38 – 44/s)`, `8.2 clients (7.9 – 8.5)`. */
function loadEstimate(estimate: Estimate, unit: LoadLevel['unit']): string {
  const { value, interval } = formatEstimate(estimate, unit === 'rate' ? 'perSecond' : 'count')
  return `${value}${unit === 'rate' ? '' : ' clients'} (${interval})`
}

/** Where the service saturates, in a sentence or two, or why that cannot be told; null when too few loads were planned to ask. */
export function saturationSentence({ outcome }: SaturationFacts): string | null {
  if (!outcome) return null
  if (outcome.kind === 'refused') return `Where it saturates cannot be told. ${outcome.reason}`
  const { knee, capacity, unit } = outcome
  const most = loadEstimate(capacity, 'rate')
  return `Saturates at ${loadEstimate(knee, unit)}: mean latency there is twice that of an unloaded service. ${
    unit === 'rate' ? `Throughput follows the load up to ${most}.` : `Throughput is ${most} at most.`
  }`
}

/** The fitted laws, as pairs of a name and a text. */
export function saturationPairs(outcome: Saturation): [string, string][] {
  const { knee, capacity, unloadedMs, queue, scalability, unit } = outcome
  const percent = (share: number) => formatNumber(share, 'share', 2)
  const pairs: [string, string][] = [
    ['knee', `${loadEstimate(knee, unit)}: where the mean latency is twice the unloaded one`],
    ['capacity', `${loadEstimate(capacity, 'rate')}: throughput is not higher`],
    ['unloaded', `mean latency ${estimateText(unloadedMs, 'ms')}`],
  ]
  if (queue) {
    const served = queue.servers === 1 ? 'one request is served at a time' : `${queue.servers} requests are served at a time`
    const waits = `waits are ${formatNumber(queue.variability, 'count', 2)} times those of Poisson arrivals and exponential service`
    pairs.push(['queue', `M/G/${queue.servers}: ${served}, ${waits}; off by at most ${percent(queue.worst)}`])
  }
  if (scalability) {
    const { single, contention, coherency, peak, highest, worst } = scalability
    pairs.push([
      'scalability law',
      `λ ${estimateText(single, 'perSecond')}, σ ${estimateText(contention, 'count')}, κ ${small(coherency)}; ${
        peak === null ? 'it levels off' : `most at ${estimateText(peak, 'count')} in the system`
      }, at ${estimateText(highest, 'perSecond')}; off by at most ${percent(worst)}`,
    ])
  }
  return pairs
}

/** κ is so small that it is best read with a power of ten. */
function small({ value, low, high }: Estimate): string {
  const write = (number: number | null) => (number === null ? 'unknown' : number === 0 ? '0' : number.toExponential(1))
  return `${write(value)} (${write(low)} – ${write(high)})`
}
