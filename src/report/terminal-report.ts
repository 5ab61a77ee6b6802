import type { RunFacts, Verdict } from '../analysis/index.ts'
import { visible } from './escape.ts'
import { wordsFor } from './words/counted.ts'
import { estimateText, formatEstimate } from './words/number-format.ts'
import { saturationSentence } from './words/saturation.ts'
import { certificateLevel, certificateSentence, headline, quantityOf, verdictSentence, verdictSign } from './words/verdict.ts'

interface TerminalOptions {
  /** Columns; longer lines are folded. */
  width: number
  color: boolean
}

const codes = { met: 32, fine: 32, missed: 31, warning: 31, undecided: 33, note: 33, bold: 1, soft: 2 } as const

/** A run on one screen: verdict, five numbers, phases, and what to know about the data. */
export function terminalReport(facts: RunFacts, { width, color }: TerminalOptions): string {
  const paint = (style: keyof typeof codes, text: string) => (color ? `\u001b[${codes[style]}m${text}\u001b[0m` : text)
  const { identity, verdict, quality } = facts
  const words = wordsFor(facts)
  const lines: string[] = []
  const add = (indent: number, text: string, style?: keyof typeof codes) => {
    for (const [index, part] of folded(visible(text), width - indent).entries()) {
      lines.push(`${' '.repeat(indent + (index > 0 ? 2 : 0))}${style ? paint(style, part) : part}`)
    }
  }
  add(0, `${identity.experiment} · run ${identity.runId}`, 'bold')
  add(0, `${verdict ? `${verdictSign[verdict]} ` : ''}${verdictSentence(facts)}`, verdict ?? 'soft')
  for (const objective of facts.objectives) {
    add(
      2,
      `${objectiveTag(objective.verdict)} ${objective.text}  measured ${estimateText(objective.measured, quantityOf(objective))}`,
      objective.verdict,
    )
  }
  const { certificate } = facts
  add(2, certificateSentence(facts), certificateLevel[certificate.verdict])
  for (const { text } of certificate.broken) add(4, text, certificateLevel[certificate.verdict])
  lines.push('')
  for (const { label, estimate, quantity } of headline(facts)) {
    add(2, `${label.padEnd(12)} ${estimateText(estimate, quantity)}, n = ${estimate.n}`)
  }
  const saturation = saturationSentence(facts.saturation)
  if (saturation) add(2, saturation)
  add(2, `95 % intervals over the counted phases; latency ${words.latency}, good answers only`, 'soft')
  lines.push('')
  for (const { phase, warmup, requests } of facts.phases) {
    const p95 = formatEstimate(requests.latencyMs.p95, 'ms')
    add(
      2,
      `${phase}${warmup ? ' (not counted)' : ''}: ${requests.asked} asked, ${requests.done} done, ${requests.failed} failed, p50 ${formatEstimate(requests.latencyMs.p50, 'ms').value}, p95 ${p95.value}`,
    )
  }
  const worth = quality.filter(({ level }) => level !== 'fine')
  if (worth.length > 0) lines.push('')
  for (const { level, topic, text } of worth) add(2, `${level === 'warning' ? '!' : 'i'} ${topic}: ${text}`, level)
  return `${lines.join('\n')}\n`
}

function objectiveTag(verdict: Verdict): string {
  return `${verdictSign[verdict]} ${verdict.padEnd(9)}`
}

/** Breaks text at spaces into parts no longer than `width`, where words allow. */
function folded(text: string, width: number): string[] {
  const parts: string[] = []
  let line = ''
  for (const word of text.replace(/[\n\t]/g, ' ').split(' ')) {
    if (line !== '' && line.length + 1 + word.length > Math.max(20, width - 2)) {
      parts.push(line)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  return [...parts, line]
}
