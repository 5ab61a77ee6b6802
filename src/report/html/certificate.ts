import type { RunFacts } from '../../analysis/index.ts'
import { escapeHtml as e } from '../escape.ts'
import { certificatePairs } from '../words/certificate.ts'
import { certificateLevel, certificateWords } from '../words/verdict.ts'

/** What the load was really like, and the rules that it broke. */
export function certificateSection(facts: RunFacts): string {
  const { verdict, broken } = facts.certificate
  const rules = broken.map(
    ({ rule, verdict: grade, text }) =>
      `<li><span class="tag ${certificateLevel[grade]}">${grade}</span><span class="topic">${e(rule)}</span><span>${e(text)}</span></li>`,
  )
  const pairs = certificatePairs(facts).map(([name, text]) => `<dt>${e(name)}</dt><dd>${e(text)}</dd>`)
  return `<h2 id="certificate">Load certificate</h2><p><strong>${verdict}</strong>: ${e(certificateWords[verdict])}.</p>${rules.length > 0 ? `<ul class="findings">${rules.join('')}</ul>` : ''}<div class="facts"><dl>${pairs.join('')}</dl></div>`
}
