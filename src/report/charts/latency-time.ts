import { fewestForBin, type RunAnalysis } from '../../analysis/index.ts'
import type { Chart } from '../chart/chart.ts'
import { type Plot, text } from '../chart/frame.ts'
import { domainFromZero, linearScale, logDomain, logScale, type Scale } from '../chart/scale.ts'
import { bandPath, crossesPath, dotsPath, px, stepPath } from '../chart/shapes.ts'
import { timeFrame } from '../chart/time-frame.ts'
import type { Words } from '../words/counted.ts'
import { formatNumber } from '../words/number-format.ts'

/** Latency against the time at which a request was intended, with failures marked where they came. */
export function latencyTimeChart({ series, requests, objectives }: RunAnalysis, words: Words): Chart {
  const { bins, answers, binMs } = series
  const n = bins.reduce((sum, bin) => sum + bin.n, 0)
  const failed = bins.reduce((sum, bin) => sum + bin.failed, 0)
  const y = latencyScale([
    ...answers.map(({ latencyMs }) => latencyMs),
    ...bins.flatMap((bin) => [bin.latencyP50Ms ?? [], bin.latencyP95Ms ?? []].flat()),
  ])
  const thresholds = objectives.filter(
    ({ metric, threshold }) => metric === 'latency' && threshold >= y.domain[0] && threshold <= y.domain[1],
  )
  const hasP95 = bins.some(({ latencyP95Ms }) => latencyP95Ms !== null)
  return {
    id: 'latency-time',
    question: 'How long did answers take over time?',
    legend: [
      ...(answers.length > 0 ? [{ className: 'answer', shape: 'dot' as const, label: 'one good answer' }] : []),
      { className: 'p50', shape: 'line', label: `p50 of each ${formatNumber(binMs, 'ms')}` },
      ...(hasP95 ? [{ className: 'p95', shape: 'line' as const, label: 'p95' }] : []),
      ...(failed > 0 ? [{ className: 'failed', shape: 'cross' as const, label: `${words.one} failed` }] : []),
      ...(thresholds.length > 0 ? [{ className: 'limit', shape: 'line' as const, label: 'objective' }] : []),
    ],
    note:
      n === 0
        ? 'No good answer came.'
        : `Latency ${words.latency}, by the instant at which each was intended; n = ${n} good answers, ${failed} failed. A bin has a p95 from ${fewestForBin.p95} answers on.${requests.latencyMs.n === n ? '' : ' Warm-up is drawn, not counted.'}`,
    draw:
      n === 0
        ? null
        : (size) =>
            timeFrame({
              size,
              series,
              description: `Latency over time; median ${requests.latencyMs.p50.value === null ? 'unknown' : formatNumber(requests.latencyMs.p50.value, 'ms')} over the counted phases.`,
              y: { label: `latency, ${y.unit}${y.log ? ' (log)' : ''}`, format: y.format, scale: y.scale },
              body: (x, scale, plot) =>
                [
                  answers.length > 0
                    ? `<path class="answer" d="${dotsPath(answers.map((a) => ({ x: x.at(a.intendedMs), y: scale.at(a.latencyMs) })))}"/>`
                    : '',
                  binShapes(series, x, scale, answers.length === 0),
                  ...thresholds.map(({ text: label, threshold }) => thresholdLine(scale.at(threshold), label, plot)),
                  failures(series, x, plot, words),
                ].join(''),
            }),
  }
}

/** A scale for latencies: linear from 0, or logarithmic when they span more than a factor of 25. */
export function latencyScale(values: readonly number[]) {
  let smallest = Infinity
  let largest = 0
  for (const value of values) {
    if (value > 0 && value < smallest) smallest = value
    if (value > largest) largest = value
  }
  const log = largest > 25 * smallest
  const domain = log ? logDomain(smallest, largest) : domainFromZero(largest)
  const seconds = largest >= 5000
  return {
    log,
    domain,
    unit: seconds ? 's' : 'ms',
    format: (ms: number) => String(Number((seconds ? ms / 1000 : ms).toPrecision(4))),
    scale: (range: [number, number]): Scale => (log ? logScale(domain, range, 8) : linearScale(domain, range, 5)),
  }
}

function binShapes({ bins, binMs, untilMs }: RunAnalysis['series'], x: Scale, y: Scale, withBand: boolean): string {
  const stretch = ({ fromMs }: { fromMs: number }) => ({ from: x.at(fromMs), until: x.at(Math.min(fromMs + binMs, untilMs)) })
  const p50 = bins.flatMap((bin) => (bin.latencyP50Ms === null ? [] : [{ ...stretch(bin), y: y.at(bin.latencyP50Ms) }]))
  const p95 = bins.flatMap((bin) => (bin.latencyP95Ms === null ? [] : [{ ...stretch(bin), y: y.at(bin.latencyP95Ms) }]))
  const band = bins.flatMap((bin) =>
    bin.latencyP50Ms === null || bin.latencyP95Ms === null
      ? []
      : [{ ...stretch(bin), low: y.at(bin.latencyP50Ms), high: y.at(bin.latencyP95Ms) }],
  )
  return `${withBand ? `<path class="latency-band" d="${bandPath(band)}"/>` : ''}<path class="p95" d="${stepPath(p95)}"/><path class="p50" d="${stepPath(p50)}"/>`
}

/** A horizontal line at an objective's threshold, with its text. */
function thresholdLine(y: number, label: string, plot: Plot): string {
  return `<path class="limit" d="M${plot.left} ${px(y)}H${plot.right}"/>${text(plot.right - 2, y - 4, label, 'end', 'limit-name')}`
}

function failures({ bins, binMs }: RunAnalysis['series'], x: Scale, plot: Plot, words: Words): string {
  return bins
    .filter(({ failed }) => failed > 0)
    .map(({ fromMs, failed }) => {
      const path = crossesPath([{ x: x.at(fromMs + binMs / 2), y: plot.bottom - 6 }])
      return `<path class="failed" d="${path}"><title>${failed} ${failed === 1 ? words.one : words.many} failed</title></path>`
    })
    .join('')
}
