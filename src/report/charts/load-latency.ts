import type { Estimate, PhaseFacts, RunAnalysis } from '../../analysis/index.ts'
import type { Chart } from '../chart/chart.ts'
import { frame, plotOf, type Size, text } from '../chart/frame.ts'
import { arrowLength, intervalBar } from '../chart/interval-bar.ts'
import { domainFromZero, linearScale, type Scale } from '../chart/scale.ts'
import { diamondPath, discPath, labelMiddle } from '../chart/shapes.ts'
import { escapeHtml } from '../escape.ts'
import type { Words } from '../words/counted.ts'
import { estimateText, formatEstimate } from '../words/number-format.ts'
import { latencyScale } from './latency-time.ts'

/** Latency of each counted phase against the load that it asked for. */
export function loadLatencyChart({ phases }: RunAnalysis, words: Words): Chart {
  const counted = phases.filter(({ warmup, requests }) => !warmup && requests.askedPerSecond !== null && requests.latencyMs.n > 0)
  const open = counted.filter(({ requests }) => requests.latencyMs.p95.high === null)
  return {
    id: 'load-latency',
    question: 'What did load do to latency?',
    legend: [
      { className: 'load-p50', shape: 'dot', label: 'p50' },
      { className: 'load-p95', shape: 'diamond', label: 'p95' },
      { className: 'interval', shape: 'line', label: '95 % interval' },
    ],
    note: `One pair of marks for each counted phase, ${words.latency}; replicas can change within a phase.${open
      .map(
        ({ phase, requests }) =>
          ` The p95 of ${phase} ${requests.latencyMs.p95.value === null ? 'is unknown' : 'has no upper end'}: ${requests.latencyMs.p95.reason}.`,
      )
      .join('')}`,
    draw: counted.length === 0 ? null : (size) => drawLoad(size, counted, words),
  }
}

function drawLoad(size: Size, phases: readonly PhaseFacts[], words: Words): string {
  const plot = plotOf(size)
  const rates = phases.map(({ requests }) => requests.askedPerSecond as number)
  const y = latencyScale(phases.flatMap(({ requests }) => [requests.latencyMs.p50, requests.latencyMs.p95].flatMap(known)))
  const x = linearScale(domainFromZero(Math.max(...rates) * 1.05), [plot.left, plot.right], size.width > 400 ? 8 : 5)
  const scale = y.scale([plot.bottom, plot.top])
  const order = phases.map((_, place) => place).sort((a, b) => (rates[a] as number) - (rates[b] as number))
  return frame({
    size,
    x: { scale: x, label: `${words.many} asked per second`, format: String },
    y: { scale, label: `latency, ${y.unit}${y.log ? ' (log)' : ''}`, format: y.format },
    description: `Latency against load: ${phases.map(({ phase, requests }) => `${phase} p95 ${formatEstimate(requests.latencyMs.p95, 'ms').value}`).join(', ')}.`,
    body: order
      .map((place) => {
        const { phase, requests } = phases[place] as PhaseFacts
        const at = x.at(rates[place] as number)
        const highest = Math.min(...[requests.latencyMs.p50, requests.latencyMs.p95].map((estimate) => topOf(estimate, scale)))
        const label = `${phase}, n = ${requests.latencyMs.n}`
        const middle = labelMiddle(at, label, plot)
        return (
          estimateMark(requests.latencyMs.p50, at - 3, scale, 'load-p50', `p50 of ${phase}`) +
          estimateMark(requests.latencyMs.p95, at + 3, scale, 'load-p95', `p95 of ${phase}`) +
          text(middle, highest - 9, label, 'middle', 'halo')
        )
      })
      .join(''),
  })
}

function known({ value, low, high }: Estimate): number[] {
  return [value, low, high].filter((number) => number !== null)
}

function topOf({ value, high }: Estimate, y: Scale): number {
  if (value === null) return Infinity
  return high === null ? y.at(value) - arrowLength : y.at(high) - 5
}

function estimateMark(estimate: Estimate, x: number, y: Scale, className: string, name: string): string {
  if (estimate.value === null) return ''
  const at = y.at(estimate.value)
  const shape = (className === 'load-p95' ? diamondPath : discPath)({ x, y: at })
  return `<path class="interval" d="${intervalBar(estimate, x, y)}"/><path class="${className}" d="${shape}"><title>${escapeHtml(`${name}: ${estimateText(estimate, 'ms')}`)}</title></path>`
}
