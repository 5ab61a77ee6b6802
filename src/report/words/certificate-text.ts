import type { RunFacts } from '../../analysis/index.ts'
import { visible } from '../escape.ts'
import { certificatePairs } from './certificate.ts'
import { certificateSentence } from './verdict.ts'

/** The certificate of a run's load for the terminal: verdict, broken rules, evidence. */
export function certificateText(facts: RunFacts): string {
  const { identity, certificate } = facts
  const pairs = certificatePairs(facts)
  const width = Math.max(...pairs.map(([name]) => name.length))
  const lines = [
    `${identity.experiment} · run ${identity.runId}`,
    certificateSentence(facts),
    ...certificate.broken.map(({ rule, verdict, text }) => `  ${verdict}  ${rule}: ${text}`),
    '',
    ...pairs.map(([name, text]) => `  ${name.padEnd(width)}  ${text}`),
  ]
  return `${visible(lines.join('\n'))}\n`
}
