import type { RunFacts, SearchFacts } from '../../analysis/index.ts'
import { durationHistogram } from '../../base/duration-histogram.ts'
import { groupedBy } from '../../base/grouped-by.ts'
import { escapeHtml as e } from '../escape.ts'
import { levelsText } from '../words/levels.ts'
import { formatEstimate, formatNumber } from '../words/number-format.ts'
import { headline, verdictSign } from '../words/verdict.ts'
import { saturationSections } from './experiment-saturation.ts'
import { page } from './page.ts'
import { searchSection } from './search.ts'

/**
 * All runs of an experiment side by side, in the order given: levels, verdict and headline numbers, each leading to the run's own page; and
 * before them what was searched for.
 */
export function experimentReport(experiment: string, runs: readonly RunFacts[], searches: readonly SearchFacts[] = []): string {
  const titles = ['run', 'levels', 'repetition', 'verdict', 'load', ...(runs[0] ? headline(runs[0]).map(({ label }) => label) : [])]
  const head = titles.map((title) => `<th scope="col"${title === 'levels' ? ' class="text"' : ''}>${e(title)}</th>`).join('')
  const body = runs.map((run) => `<tr>${rowOf(run).join('')}</tr>`).join('')
  return page(
    `${experiment} · kubedyno`,
    `<header><p class="kicker">kubedyno report · experiment</p><h1>${e(experiment)}</h1></header>
${
  runs.length === 0
    ? '<p class="empty">No run of this experiment has data yet: <code>kubedyno run experiment.yaml</code> makes them.</p>'
    : `${searchSection(searches)}${searches.length > 0 ? '<h2>Runs</h2>' : ''}<div class="scroll" tabindex="0" role="region" aria-label="Runs"><table><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table></div><p class="soft small">Each number is over the counted phases of its run, with a 95 % interval. Repetitions say how much runs differ, which no interval of a single run can.</p>${pooledTable(runs)}${saturationSections(runs)}`
}`,
  )
}

/** Runs of like levels taken together: percentiles of all their answers, not averages of percentiles. */
function pooledTable(runs: readonly RunFacts[]): string {
  const groups = groupedBy(runs, levelsOf)
  if ([...groups.values()].every((group) => group.length === 1)) return ''
  const rows = [...groups].map(([levels, group]) => {
    const merged = durationHistogram()
    const told = group.flatMap(({ latencyHistogram }) => latencyHistogram ?? [])
    for (const histogram of told) merged.merge(histogram)
    const cells = [0.5, 0.95, 0.99].map((p) => merged.quantile(p)).map((value) => (value === null ? '–' : e(formatNumber(value, 'ms'))))
    const count = told.reduce((sum, histogram) => sum + histogram.count, 0)
    return `<tr><td class="text">${e(levels)}</td><td>${told.length} of ${group.length}</td><td>${count}</td>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`
  })
  const titles = ['runs', 'good answers', 'latency p50', 'latency p95', 'latency p99'].map((title) => `<th scope="col">${title}</th>`)
  return `<h2>Repetitions together</h2><div class="scroll" tabindex="0" role="region" aria-label="Repetitions together"><table><thead><tr><th scope="col" class="text">levels</th>${titles.join('')}</tr></thead><tbody>${rows.join('')}</tbody></table></div><p class="soft small">Percentiles of all answers of these runs, from merged histograms that are off by at most 0.1 %; an average of percentiles would be no percentile. How sure they are stands with each run.</p>`
}

function levelsOf({ identity }: RunFacts): string {
  return levelsText(identity.levels) || '–'
}

function rowOf(run: RunFacts): string[] {
  const { identity, verdict } = run
  const state = identity.state === 'finished' ? '' : `<small>${identity.state}</small>`
  return [
    `<td><a href="${e(encodeURIComponent(identity.runId))}/report.html">${e(identity.runId)}</a>${state}</td>`,
    `<td class="text">${e(levelsOf(run))}</td>`,
    `<td>${identity.repetition}</td>`,
    `<td><span class="tag ${verdict ?? 'soft'}">${verdict === null ? '–' : `${verdictSign[verdict]} ${verdict}`}</span></td>`,
    `<td>${run.certificate.verdict}</td>`,
    ...headline(run).map(({ estimate, quantity }) => {
      const { value, interval, known } = formatEstimate(estimate, quantity)
      return `<td>${e(value)}<small${known ? '' : ' class="why"'}>${e(interval)}</small></td>`
    }),
  ]
}
