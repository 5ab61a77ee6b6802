import type { SaturationFacts } from '../../analysis/index.ts'
import { saturationCharts } from '../charts/saturation.ts'
import { escapeHtml as e } from '../escape.ts'
import { saturationPairs, saturationSentence } from '../words/saturation.ts'
import { figure } from './charts.ts'

/** Where the service saturates, with the levels, the fit and what it rests on; nothing when too few loads were planned to ask. `of` says which runs, where there are several kinds. */
export function saturationSection(facts: SaturationFacts, of = ''): string {
  const sentence = saturationSentence(facts)
  if (sentence === null) return ''
  const { outcome } = facts
  const pairs = outcome?.kind === 'found' ? saturationPairs(outcome).map(([name, text]) => `<dt>${e(name)}</dt><dd>${e(text)}</dd>`) : []
  const list = pairs.length > 0 ? `<div class="facts"><dl>${pairs.join('')}</dl></div>` : ''
  const title = of === '' ? 'Where it saturates' : `Where it saturates: ${of}`
  return `<h2${of === '' ? ' id="saturation"' : ''}>${e(title)}</h2><p>${e(sentence)}</p>${list}<div class="charts">${saturationCharts(
    facts,
    of.replace(/[^a-z0-9]+/gi, '-'),
  )
    .map(figure)
    .join('')}</div>`
}
