import { withheld } from '../certificate/withheld.ts'
import { type Distribution, distributionOf } from '../estimates/distribution.ts'
import type { Estimate } from '../estimates/estimate.ts'
import { shareEstimate } from '../estimates/mean-estimate.ts'
import { observationsOf } from '../estimates/quantile-estimate.ts'
import type { OrderedRequests } from './ordered-requests.ts'
import { phaseData } from './phase-data.ts'

/** What became of one of several kinds of requests that were mixed, over the counted phases. */
export interface KindFacts {
  /** Its name in the mix. */
  request: string
  asked: number
  done: number
  /** Neither answered well nor cancelled. */
  failed: number
  errorShare: Estimate
  /** From the intended instant to the end, over good answers. */
  latencyMs: Distribution
}

/** Tells requests apart by their names in the mix; none when there are not two kinds. `countedRows` are those of the counted phases. */
export function kindFacts(requests: OrderedRequests, countedRows: readonly Uint32Array[], isWithheld: boolean): KindFacts[] {
  const { columns, ok, cancelled } = requests
  const kinds = columns.requests.flatMap((request, code) => {
    const rows = countedRows.map((phase) => phase.filter((row) => columns.request[row] === code))
    const data = rows.filter(({ length }) => length > 0).map((phase) => phaseData(requests, phase))
    if (data.length === 0) return []
    const sum = (of: (one: (typeof data)[number]) => number) => data.reduce((total, one) => total + of(one), 0)
    const [asked, done] = [sum((one) => one.asked), sum(({ perOutcome }) => perOutcome[ok] ?? 0)]
    const latencyMs = distributionOf(observationsOf(data.map(({ latency }) => latency)))
    return {
      request,
      asked,
      done,
      failed: asked - done - sum(({ perOutcome }) => perOutcome[cancelled] ?? 0),
      errorShare: shareEstimate(data.map(({ failures }) => failures)),
      latencyMs: isWithheld ? withheld(latencyMs) : latencyMs,
    }
  })
  return kinds.length > 1 ? kinds : []
}
