import type { RunFacts } from '../analysis/index.ts'
import { escapeHtml as e } from './escape.ts'
import { page } from './html-page.ts'
import { formatEstimate } from './number-format.ts'
import { headline, verdictSign } from './verdict.ts'

/** All runs of an experiment side by side, in the order given: levels, verdict and headline numbers, each leading to the run's own page. */
export function experimentReport(experiment: string, runs: readonly RunFacts[]): string {
  const titles = ['run', 'levels', 'repetition', 'verdict', ...(runs[0] ? headline(runs[0]).map(({ label }) => label) : [])]
  const head = titles.map((title) => `<th scope="col"${title === 'levels' ? ' class="text"' : ''}>${e(title)}</th>`).join('')
  const body = runs.map((run) => `<tr>${rowOf(run).join('')}</tr>`).join('')
  return page(
    `${experiment} · kubedyno`,
    `<header><p class="kicker">kubedyno report · experiment</p><h1>${e(experiment)}</h1></header>
${
  runs.length === 0
    ? '<p class="empty">No run of this experiment has data yet: <code>kubedyno run experiment.yaml</code> makes them.</p>'
    : `<div class="scroll" tabindex="0" role="region" aria-label="Runs"><table><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table></div><p class="soft small">Each number is over the counted phases of its run, with a 95 % interval. Repetitions say how much runs differ, which no interval of a single run can.</p>`
}`,
  )
}

function rowOf(run: RunFacts): string[] {
  const { identity, verdict } = run
  const levels = identity.levels.map(({ path, value }) => `${path} = ${JSON.stringify(value)}`).join(', ')
  const state = identity.state === 'finished' ? '' : `<small>${identity.state}</small>`
  return [
    `<td><a href="${e(encodeURIComponent(identity.runId))}/report.html">${e(identity.runId)}</a>${state}</td>`,
    `<td class="text">${e(levels === '' ? '–' : levels)}</td>`,
    `<td>${identity.repetition}</td>`,
    `<td><span class="tag ${verdict ?? 'soft'}">${verdict === null ? '–' : `${verdictSign[verdict]} ${verdict}`}</span></td>`,
    ...headline(run).map(({ estimate, quantity }) => {
      const { value, interval, known } = formatEstimate(estimate, quantity)
      return `<td>${e(value)}<small${known ? '' : ' class="why"'}>${e(interval)}</small></td>`
    }),
  ]
}
