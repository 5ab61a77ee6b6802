import type { Finding, RunAnalysis } from '../../analysis/index.ts'
import { escapeHtml as e } from '../escape.ts'
import { circumstances } from '../words/demand.ts'
import { commandsOf, provenanceOf } from '../words/reproduce.ts'
import { certificateSection } from './certificate.ts'
import { chartsSection } from './charts.ts'
import { page } from './page.ts'
import { saturationSection } from './saturation.ts'
import { tablesSection } from './tables.ts'
import { headlineSection, verdictSection } from './verdict.ts'

/** A run as one HTML file that needs no script, no network and no other file. */
export function htmlReport(analysis: RunAnalysis): string {
  const { identity } = analysis
  return page(
    `${identity.experiment} · ${identity.runId} · kubedyno`,
    `<header><p class="kicker">kubedyno report · run ${e(identity.runId)}</p><h1>${e(identity.experiment)}</h1>${identity.description === null ? '' : `<p>${e(identity.description)}</p>`}</header>
${verdictSection(analysis)}
${headlineSection(analysis)}
${circumstancesSection(analysis)}
${chartsSection(analysis)}
${saturationSection(analysis.saturation)}
${tablesSection(analysis)}
${certificateSection(analysis)}
${qualitySection(analysis.quality)}
${reproduceSection(analysis)}
<footer>Written by kubedyno ${e(identity.kubedyno ?? '')} from the run folder alone: <code>kubedyno report ${e(identity.runId)}</code> gives the same bytes again. The same numbers stand in <code>summary.json</code> and <code>report.md</code>.</footer>`,
  )
}

function circumstancesSection(analysis: RunAnalysis): string {
  const { asked, ran } = circumstances(analysis)
  const list = (title: string, pairs: readonly [string, string][]) =>
    `<div><h3>${title}</h3><dl>${pairs.map(([name, text]) => `<dt>${e(name)}</dt><dd>${e(text)}</dd>`).join('')}</dl></div>`
  return `<h2 id="asked">What was asked, and where it ran</h2><div class="facts">${list('Asked', asked)}${list('Ran', ran)}</div>`
}

const levelSign = { warning: '! warning', note: 'i note', fine: '✓ fine' } as const

function qualitySection(quality: readonly Finding[]): string {
  const items = quality.map(
    ({ level, topic, text }) =>
      `<li><span class="tag ${level}">${levelSign[level]}</span><span class="topic">${e(topic)}</span><span>${e(text)}</span></li>`,
  )
  return `<h2 id="quality">Data quality</h2><ul class="findings">${items.join('')}</ul>`
}

function reproduceSection(analysis: RunAnalysis): string {
  const pairs = provenanceOf(analysis).map(([name, text]) => `<dt>${e(name)}</dt><dd><code>${e(text)}</code></dd>`)
  return `<h2 id="reproduce">How to reproduce it</h2><pre><code>${e(commandsOf(analysis).join('\n'))}</code></pre><div class="facts"><dl>${pairs.join('')}</dl></div>`
}
