import type { Estimate, RunAnalysis } from '../../analysis/index.ts'
import type { Chart } from '../chart/chart.ts'
import { frame, plotOf, type Size, text } from '../chart/frame.ts'
import { linearScale, logDomain, logScale, type Scale } from '../chart/scale.ts'
import { linePath, px, textWidth } from '../chart/shapes.ts'
import type { Words } from '../words/counted.ts'
import { formatEstimate } from '../words/number-format.ts'

/** The latency distribution: which share of answers was at most how slow, with the tail drawn out. */
export function distributionChart({ series, requests, objectives }: RunAnalysis, words: Words): Chart {
  const { ecdf } = series
  const { n } = requests.latencyMs
  const thresholds = objectives.filter(({ metric }) => metric === 'latency').map(({ threshold }) => threshold)
  const marked = (['p50', 'p90', 'p95', 'p99'] as const).map((name) => ({
    name,
    share: Number(name.slice(1)) / 100,
    estimate: requests.latencyMs[name],
  }))
  const missing = marked.filter(({ estimate }) => estimate.value === null).map(({ name, estimate }) => `${name} ${estimate.reason}`)
  const open = marked.filter(({ estimate }) => estimate.value !== null && estimate.high === null).map(({ name }) => name)
  return {
    id: 'distribution',
    question: 'How slow were the slow ones?',
    legend: [
      { className: 'p50', shape: 'line', label: 'share of answers' },
      { className: 'interval', shape: 'dot', label: 'percentile with its 95 % interval' },
      ...(thresholds.length > 0 ? [{ className: 'limit', shape: 'line' as const, label: 'objective' }] : []),
    ],
    note: `Latency of good answers in the counted phases, ${words.latency}; n = ${n}. The axis of shares is stretched towards the tail.${missing.length > 0 ? ` Not marked: ${missing.join('; ')}.` : ''}${open.length > 0 ? ` No upper end: ${open.join(', ')}.` : ''}`,
    draw: ecdf.length < 2 ? null : (size) => drawDistribution(size, ecdf, marked, thresholds, n),
  }
}

function drawDistribution(
  size: Size,
  ecdf: RunAnalysis['series']['ecdf'],
  marked: { name: string; share: number; estimate: Estimate }[],
  thresholds: readonly number[],
  n: number,
): string {
  const plot = plotOf(size)
  const domain = logDomain(ecdf[0]?.latencyMs ?? 1, ecdf.at(-1)?.latencyMs ?? 1)
  const x = logScale(domain, [plot.left, plot.right], size.width > 400 ? 10 : 6)
  const y = tailScale(n, [plot.bottom, plot.top])
  const points = ecdf.filter(({ share }) => share < 1).map(({ latencyMs, share }) => ({ x: x.at(latencyMs), y: y.at(share) }))
  const seconds = domain[1] >= 20_000
  return frame({
    size,
    x: {
      scale: x,
      label: `latency, ${seconds ? 's' : 'ms'} (log)`,
      format: (ms) => String(Number((seconds ? ms / 1000 : ms).toPrecision(3))),
    },
    y: {
      scale: y,
      label: `share of answers at most this slow, % (n = ${n})`,
      format: (share) => String(Number((share * 100).toPrecision(6))),
    },
    description: `Distribution of latency: ${marked.map(({ name, estimate }) => `${name} ${formatEstimate(estimate, 'ms').value}`).join(', ')}.`,
    body: [
      ...thresholds
        .filter((threshold) => threshold > domain[0] && threshold < domain[1])
        .map((threshold) => `<path class="limit" d="M${px(x.at(threshold))} ${plot.top}V${plot.bottom}"/>`),
      `<path class="p50" d="${linePath(points)}"/>`,
      ...marked.map(({ name, share, estimate }) => percentileMark(name, estimate, x, y.at(share), plot.left)),
    ].join(''),
  })
}

function percentileMark(name: string, estimate: Estimate, x: Scale, y: number, left: number): string {
  if (estimate.value === null) return ''
  const at = x.at(estimate.value)
  const low = x.at(estimate.low ?? estimate.value)
  const high = x.at(estimate.high ?? estimate.value)
  const written = formatEstimate(estimate, 'ms')
  const label = `${name} ${written.value}`
  const fitsLeft = low - 8 - textWidth(label) > left
  const bar = estimate.low === null ? '' : `<path class="interval" d="M${px(low)} ${px(y)}H${px(high)}"/>`
  const words = fitsLeft ? text(low - 8, y - 4, label, 'end', 'halo') : text(high + 8, y + 14, label, 'start', 'halo')
  return `${bar}<path class="interval-dot" d="M${px(at)} ${px(y)}h0"><title>${name} ${written.interval}</title></path>${words}`
}

/** Shares by the logarithm of what is left above them, as far as `n` answers reach. */
function tailScale(n: number, range: [number, number]): Scale {
  const nines = (share: number) => -Math.log10(1 - Math.min(share, 1 - 1e-9))
  const linear = linearScale([0, Math.max(1.05, Math.log10(n))], range, 1)
  const ticks = [0, 0.5, 0.9, 0.99, 0.999, 0.9999, 0.99999].filter((share) => nines(share) <= Math.max(1.05, Math.log10(n)))
  return { at: (share) => linear.at(nines(share)), ticks }
}
