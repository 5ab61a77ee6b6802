import type { Asked } from './asked.ts'
import { withheldReason } from './certificate/withheld.ts'
import { type Estimate, unknown } from './estimates/estimate.ts'
import { observationsOf, quantileEstimate } from './estimates/quantile-estimate.ts'
import type { PhaseData } from './requests/phase-data.ts'
import type { RequestFacts } from './requests/requests.ts'

export type Verdict = 'met' | 'missed' | 'undecided'

/** An objective and what the counted phases say about it. */
export interface ObjectiveFacts {
  text: string
  metric: Objective['metric']
  operator: Objective['operator']
  /** Milliseconds, a share in [0, 1], or answers per second, like the measured value. */
  threshold: number
  measured: Estimate
  verdict: Verdict
}

type Objective = Asked['experiment']['objectives'][number]

/** Judges objectives over the counted phases. */
export function judgeObjectives(objectives: readonly Objective[], facts: RequestFacts, counted: readonly PhaseData[]): ObjectiveFacts[] {
  return objectives.map((objective) => {
    const measured = measuredFor(objective, facts, counted)
    const { text, metric, operator, threshold } = objective
    return { text, metric, operator, threshold, measured, verdict: judge(measured, operator, threshold) }
  })
}

/** Missed beats undecided beats met; null without objectives. A run that did not come to its end cannot meet them, only miss them. */
export function overallVerdict(objectives: readonly Pick<ObjectiveFacts, 'verdict'>[], finished: boolean): Verdict | null {
  const verdicts = objectives.map(({ verdict }) => verdict)
  if (verdicts.length === 0) return null
  if (verdicts.includes('missed')) return 'missed'
  return verdicts.includes('undecided') || !finished ? 'undecided' : 'met'
}

/** Whether an interval lies on the right side of a threshold as a whole, on the wrong side as a whole, or astride. */
export function judge({ low, high }: Pick<Estimate, 'low' | 'high'>, operator: Objective['operator'], threshold: number): Verdict {
  const holds = (value: number) =>
    operator === '<'
      ? value < threshold
      : operator === '<='
        ? value <= threshold
        : operator === '>'
          ? value > threshold
          : value >= threshold
  const wantsLess = operator === '<' || operator === '<='
  const [worst, best] = wantsLess ? [high, low] : [low, high]
  if (worst !== null && holds(worst)) return 'met'
  return best !== null && !holds(best) ? 'missed' : 'undecided'
}

function measuredFor(objective: Objective, facts: RequestFacts, counted: readonly PhaseData[]): Estimate {
  switch (objective.metric) {
    case 'errors':
      return facts.errorShare
    case 'throughput':
      return facts.donePerSecond
    case 'latency':
    case 'service': {
      const distribution = objective.metric === 'latency' ? facts.latencyMs : facts.serviceMs
      if (objective.quantile === null || distribution.p50.reason === withheldReason) return distribution.mean
      const p = objective.quantile
      if (p <= 0 || p >= 1) return unknown(distribution.n, 'the smallest and the largest value of a sample have no interval')
      return quantileEstimate(observationsOf(counted.map((data) => (objective.metric === 'latency' ? data.latency : data.service))), p)
    }
  }
}
