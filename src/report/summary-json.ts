import type { RunFacts } from '../analysis/index.ts'
import type { Effects } from '../base/effects.ts'
import { hasSystemCode } from '../base/errors.ts'
import { stableJson } from '../base/stable-json.ts'
import type { RunFolder } from '../dataset/index.ts'

/** The facts of a run as JSON for programs; without the series that charts are drawn from, which the folder gives again. */
export function summaryJson(facts: RunFacts): string {
  return stableJson({ ...facts, series: undefined })
}

/** The facts that stand in a run folder's `summary.json`; null when there is none, or one of another shape: then the rows tell anew. */
export function readSummary({ summary }: RunFolder, { disk }: Pick<Effects, 'disk'>): RunFacts | null {
  try {
    const facts = JSON.parse(disk.readFileSync(summary, 'utf8')) as RunFacts
    const isWhole = facts?.version === 1 && parts.every((part) => facts[part] !== undefined)
    return isWhole ? facts : null
  } catch (error) {
    if (error instanceof SyntaxError || hasSystemCode(error, 'ENOENT')) return null
    throw error
  }
}

const parts: readonly (keyof RunFacts)[] = [
  'identity',
  'verdict',
  'objectives',
  'requests',
  'latencyHistogram',
  'phases',
  'replicas',
  'entities',
  'missing',
  'quality',
  'certificate',
]
