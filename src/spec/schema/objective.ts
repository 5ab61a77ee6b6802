import { parseDurationMs } from '../../base/duration.ts'
import type { Objective } from '../experiment.ts'
import { Complaint, leaf, type Meaning } from './leaf.ts'

const metrics = ['latency', 'service', 'errors', 'throughput'] as const
const shape = /^(?<metric>[a-z]+)(?:\s+(?<statistic>[a-z][\w.]*))?\s*(?<operator>[<>]=?)\s*(?<amount>\d+(?:\.\d+)?)\s*(?<unit>\S*)$/

/** A sentence such as `latency p95 < 300 ms`, read into what the verdict needs. */
export function objective(meaning: Meaning) {
  return leaf({ ...meaning, type: 'string' }, readObjective)
}

function readObjective(value: unknown): Objective | Complaint {
  if (typeof value !== 'string') return new Complaint('must be a sentence such as `latency p95 < 300 ms`')
  const text = value.trim().replace(/\s+/g, ' ')
  const parts = shape.exec(text)?.groups
  if (!parts)
    return new Complaint(
      'must read: metric, statistic, operator, threshold',
      'such as `latency p95 < 300 ms`, `errors < 1 %` or `throughput > 20/s`',
    )
  const metric = metrics.find((name) => name === parts.metric)
  if (!metric) return new Complaint(`asks about \`${parts.metric}\`; it can be about ${metrics.join(', ')}`)
  const operator = parts.operator as Objective['operator']
  const amount = Number(parts.amount)
  const unit = parts.unit ?? ''
  if (metric === 'latency' || metric === 'service') {
    const quantile = readQuantile(metric, parts.statistic)
    if (quantile instanceof Complaint) return quantile
    const threshold = parseDurationMs(`${amount}${unit}`)
    if (threshold === null)
      return new Complaint(`needs a threshold with a unit of time`, `such as \`${metric} ${parts.statistic} ${operator} ${amount} ms\``)
    if (threshold === 0) return new Complaint('can never be decided: every answer takes longer than 0 ms')
    return { text, metric, quantile, operator, threshold }
  }
  if (parts.statistic) {
    return new Complaint(
      `can never be decided: ${metric} is one number for the whole run and has no ${parts.statistic}`,
      `write \`${metric} ${operator} ${amount}${metric === 'errors' ? ' %' : '/s'}\``,
    )
  }
  if (metric === 'throughput') {
    if (unit !== '/s') return new Complaint('needs a threshold in answers per second', `write \`throughput ${operator} ${amount}/s\``)
    if (amount === 0) return new Complaint('can never be decided: the threshold must be greater than 0/s')
    return { text, metric, quantile: null, operator, threshold: amount }
  }
  if (unit !== '%')
    return new Complaint(
      'needs a threshold in percent of all requests',
      amount > 0 && amount < 1
        ? `write \`errors ${operator} ${amount} %\`, or \`errors ${operator} ${Number((amount * 100).toPrecision(12))} %\` for that share`
        : `write \`errors ${operator} ${amount} %\``,
    )
  const reachable = operator === '<' || operator === '>=' ? amount > 0 && amount <= 100 : amount < 100
  if (!reachable) {
    return new Complaint(
      'can never be decided: a share of errors lies between 0 % and 100 %',
      operator === '<' ? 'for no error at all, write `errors <= 0 %`' : undefined,
    )
  }
  return { text, metric, quantile: null, operator, threshold: amount / 100 }
}

function readQuantile(metric: string, statistic: string | undefined): number | null | Complaint {
  if (statistic === 'mean') return null
  const percent = Number(/^p(\d+(?:\.\d+)?)$/.exec(statistic ?? '')?.[1] ?? Number.NaN)
  if (percent > 0 && percent <= 100) return Number((percent / 100).toPrecision(12))
  const hints: Record<string, string> = { max: 'the maximum is `p100`', median: 'the median is `p50`', avg: 'the average is `mean`' }
  return new Complaint(
    statistic === undefined ? `needs a statistic: ${metric} of which request?` : `has no statistic \`${statistic}\``,
    hints[statistic ?? ''] ?? `write a percentile such as \`${metric} p95\`, or \`${metric} mean\``,
  )
}
