import type { ObjectiveFacts, RunFacts } from '../../analysis/index.ts'
import { formatDuration } from '../../base/duration.ts'
import { px } from '../chart/shapes.ts'
import { escapeHtml as e } from '../escape.ts'
import { wordsFor } from '../words/counted.ts'
import { formatEstimate } from '../words/number-format.ts'
import { certificateLevel, certificateWords, headline, quantityOf, verdictSentence, verdictSign } from '../words/verdict.ts'

/** The verdict with each objective's value, interval and threshold, and how far the data can be trusted. */
export function verdictSection(facts: RunFacts): string {
  const { verdict, objectives, quality } = facts
  const warnings = quality.filter(({ level }) => level === 'warning')
  const teach =
    verdict === null
      ? '<p>Write what you need into the experiment file, for example <code>objectives: [latency p95 &lt; 300 ms, errors &lt; 1 %]</code>, and the report begins with whether it holds.</p>'
      : ''
  const trust =
    warnings.length === 0
      ? `<p class="trust">${facts.certificate.verdict === 'VALID' ? 'Nothing' : 'Nothing else'} in the data speaks against these numbers; see <a href="#quality">data quality</a>.</p>`
      : `<p class="trust"><span class="tag warning">! ${warnings.length} ${warnings.length === 1 ? 'warning' : 'warnings'}</span> on the data: ${e(warnings.map(({ topic }) => topic).join(', '))}. See <a href="#quality">data quality</a>.</p>`
  const { certificate } = facts
  const level = certificateLevel[certificate.verdict]
  const load = `<p class="trust"><span class="tag ${level}">load ${certificate.verdict}</span> ${e(certificateWords[certificate.verdict])}${certificate.verdict === 'VALID' ? '' : `: ${e(certificate.broken.map(({ text }) => text).join(' '))}`} <a href="#certificate">Certificate</a></p>`
  const banner = certificate.verdict === 'INVALID' ? `<div class="banner" role="alert">${load}</div>` : ''
  return `${banner}<section class="verdict ${verdict ?? 'soft'}" aria-label="Verdict"><p class="lead">${verdict ? `${verdictSign[verdict]} ` : ''}${e(verdictSentence(facts))}</p>${teach}${
    objectives.length > 0 ? `<ul>${objectives.map(objectiveItem).join('')}</ul>` : ''
  }${banner ? '' : load}${trust}</section>`
}

function objectiveItem(objective: ObjectiveFacts): string {
  const { text, verdict, measured } = objective
  const { value, interval, known } = formatEstimate(measured, quantityOf(objective))
  return `<li><span class="tag ${verdict}">${verdictSign[verdict]} ${verdict}</span><span>${e(text)}</span><span><strong>${e(value)}</strong> <span class="soft small">${known ? '95 % interval ' : ''}${e(interval)}, n = ${measured.n}</span></span>${gauge(objective)}</li>`
}

/** The interval beside the threshold, on an axis from 0. */
function gauge({ measured, threshold, verdict, text }: ObjectiveFacts): string {
  const { value, low, high } = measured
  if (low === null) return ''
  const width = 220
  const most = Math.max(high ?? low * 1.3, threshold) * 1.15 || 1
  const x = (number: number) => 6 + (number / most) * (width - 12)
  const until = high === null ? width - 6 : x(high)
  const dot = value === null ? '' : `<path class="gauge-dot" d="M${px(x(value) - 5)} 14a5 5 0 1 0 10 0a5 5 0 1 0 -10 0Z"/>`
  const open = high === null ? `<path class="gauge-line" d="M${width - 10} 9l5 5l-5 5"/>` : ''
  return `<svg class="${verdict}" viewBox="0 0 ${width} 28" role="img" aria-label="${e(`Interval and threshold of ${text}`)}"><path class="gauge-line" d="M6 14H${width - 6}"/><path class="gauge-span" d="M${px(x(low))} 14H${px(until)}"/>${open}<path class="limit" d="M${px(x(threshold))} 2V26"/>${dot}</svg>`
}

/** The five numbers that come first, each with its interval and n. */
export function headlineSection(facts: RunFacts): string {
  const words = wordsFor(facts)
  const tiles = headline(facts).map(({ label, estimate, quantity }) => {
    const { value, interval, known } = formatEstimate(estimate, quantity)
    return `<div><dt>${label}</dt><dd class="big${known ? '' : ' unknown'}">${e(value)}</dd><dd class="soft small">${e(interval)}</dd><dd class="soft small">n = ${estimate.n}</dd></div>`
  })
  const { requests } = facts
  const cancelled = requests.cancelled > 0 ? ` ${requests.cancelled} were called off when the run was stopped and count nowhere.` : ''
  return `<h2 id="numbers">Five numbers</h2><dl class="numbers">${tiles.join('')}</dl><p class="soft small">Over the counted phases, ${formatDuration(requests.durationSeconds * 1000)} in all: ${requests.asked} ${words.many} asked, ${requests.done} done, ${requests.failed} failed.${cancelled} Latency runs ${words.latency}, over good answers only; one that fails or times out is an error and not a latency. Under each number stands its 95 % interval, which allows for neighbours that wait behind each other.</p>`
}
