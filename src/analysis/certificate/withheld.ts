import type { Distribution } from '../estimates/distribution.ts'
import { unknown } from '../estimates/estimate.ts'
import type { RequestFacts } from '../requests/requests.ts'

/** Why a latency is not told although requests were answered. */
export const withheldReason = 'withheld: the load that was asked for was not delivered'

/** The same facts without the latencies, which would answer a question that was not asked. */
export function withoutLatencies(facts: RequestFacts): RequestFacts {
  return { ...facts, latencyMs: withheld(facts.latencyMs), serviceMs: withheld(facts.serviceMs) }
}

/** A distribution of which only the number of answers is told. */
export function withheld({ n }: Distribution): Distribution {
  const none = unknown(n, withheldReason)
  return { n, mean: none, p50: none, p90: none, p95: none, p99: none, max: null }
}
