import { type Estimate, type LoadLevel, predictedAt, type Saturation, type SaturationFacts } from '../../analysis/index.ts'
import type { Chart } from '../chart/chart.ts'
import { frame, plotOf, type Size, text } from '../chart/frame.ts'
import { domainFromZero, linearScale, type Scale } from '../chart/scale.ts'
import { diamondPath, discPath, labelMiddle, linePath, px } from '../chart/shapes.ts'
import { escapeHtml } from '../escape.ts'
import { estimateText, formatEstimate, formatNumber, type Quantity } from '../words/number-format.ts'
import { latencyScale } from './latency-time.ts'

/** Throughput and mean latency against load, with the fitted law and the knee, as two charts with the same axis; `place` tells apart those of one page. */
export function saturationCharts({ levels, outcome }: SaturationFacts, place = ''): Chart[] {
  if (levels.length === 0) return []
  const found = outcome?.kind === 'found' ? outcome : null
  const unit = levels[0]?.unit ?? 'rate'
  const n = levels.reduce((sum, level) => sum + level.throughput.n, 0)
  const short = levels.some(({ state }) => state !== 'kept-up')
  const legend = (what: string): Chart['legend'] => [
    { className: `level ${what}`, shape: 'dot', label: 'kept up' },
    ...(short ? [{ className: `level ${what} short`, shape: 'diamond' as const, label: 'did not' }] : []),
    { className: 'interval', shape: 'line', label: '95 % interval' },
    ...(found ? [{ className: 'fit', shape: 'line' as const, label: found.queue ? 'queue' : 'scalability law' }] : []),
    ...(found ? [{ className: 'knee', shape: 'band' as const, label: 'knee, 95 %' }] : []),
  ]
  const note = `One mark for each of ${levels.length} levels, n = ${n} good answers.`
  return [
    {
      id: `saturation-throughput${place}`,
      question: 'Did throughput follow the load?',
      legend: [
        ...legend('done'),
        ...(unit === 'rate' ? [{ className: 'asked', shape: 'line' as const, label: 'as much as was due' }] : []),
      ],
      note,
      draw: (size) => drawThroughput(size, levels, found),
    },
    {
      id: `saturation-latency${place}`,
      question: 'Did latency double?',
      legend: legend('latency'),
      note: short
        ? `${note} Where the load was not kept up with, the mean latency tells how long the level lasted rather than how fast the service is.`
        : note,
      draw: (size) => drawLatency(size, levels, found),
    },
  ]
}

function drawThroughput(size: Size, levels: readonly LoadLevel[], found: Saturation | null): string {
  const { x, plot, xAxis, most } = axisOf(size, levels, found)
  const y = linearScale(domainFromZero(largest(levels.map(({ throughput }) => throughput))), [plot.bottom, plot.top], 5)
  const top = y.ticks.at(-1) ?? 0
  const due =
    levels[0]?.unit === 'rate'
      ? `<path class="asked" d="M${px(x.at(0))} ${px(y.at(0))}L${px(x.at(Math.min(most, top)))} ${px(y.at(Math.min(most, top)))}"/>`
      : ''
  const fit = found ? curve(most, (load) => predictedAt(found, load).perSecond, x, y, top) : ''
  return frame({
    size,
    x: xAxis,
    y: { scale: y, label: 'good answers per second', format: String },
    description: `Throughput against load: ${levels.map(({ load, throughput }) => `${formatNumber(load, 'count')}: ${formatEstimate(throughput, 'perSecond').value}`).join(', ')}.`,
    behind: kneeBand(found, x, plot),
    body: due + fit + levels.map((level) => mark(level, level.throughput, 'perSecond', 'done', x, y)).join(''),
  })
}

function drawLatency(size: Size, levels: readonly LoadLevel[], found: Saturation | null): string {
  const { x, plot, xAxis, most } = axisOf(size, levels, found)
  const scale = latencyScale(
    levels.flatMap(({ latencyMs: { value, low, high } }) => [value, low, high].filter((number) => number !== null)),
  )
  const y = scale.scale([plot.bottom, plot.top])
  const fit = found ? curve(most, (load) => predictedAt(found, load).latencyMs, x, y, scale.domain[1]) : ''
  return frame({
    size,
    x: xAxis,
    y: { scale: y, label: `mean latency, ${scale.unit}${scale.log ? ' (log)' : ''}`, format: scale.format },
    description: `Mean latency against load: ${levels.map(({ load, latencyMs }) => `${formatNumber(load, 'count')}: ${formatEstimate(latencyMs, 'ms').value}`).join(', ')}.`,
    behind: kneeBand(found, x, plot),
    body: fit + levels.map((level) => mark(level, level.latencyMs, 'ms', 'latency', x, y)).join(''),
  })
}

function axisOf(size: Size, levels: readonly LoadLevel[], found: Saturation | null) {
  const plot = plotOf(size)
  const unit = levels[0]?.unit ?? 'rate'
  const most = 1.05 * Math.max(...levels.map(({ load }) => load), unit === 'rate' ? (found?.capacity.value ?? 0) : 0, found?.knee.high ?? 0)
  const x = linearScale([0, most], [plot.left, plot.right], size.width > 400 ? 8 : 5)
  return { plot, x, most, xAxis: { scale: x, label: unit === 'rate' ? 'requests due per second' : 'clients', format: String } }
}

function largest(estimates: readonly Estimate[]): number {
  return Math.max(...estimates.map(({ value, high }) => high ?? value ?? 0))
}

const curvePoints = 120

/** A fitted curve, up to where it leaves the chart. */
function curve(most: number, valueAt: (load: number) => number | null, x: Scale, y: Scale, top: number): string {
  const points = Array.from({ length: curvePoints }, (_, index) => {
    const load = (most * (index + 0.5)) / curvePoints
    const value = valueAt(load)
    return value === null || value > top ? null : { x: x.at(load), y: y.at(value) }
  })
  return `<path class="fit" d="${linePath(points)}"/>`
}

/** The interval of the knee as a band, the knee itself as a line with its name. */
function kneeBand(found: Saturation | null, x: Scale, plot: ReturnType<typeof plotOf>): string {
  if (!found) return ''
  const { value, low, high } = found.knee
  const [from, at, until] = [low, value, high].map((load) => px(x.at(load ?? 0))) as [string, string, string]
  const { value: written } = formatEstimate(found.knee, found.unit === 'rate' ? 'perSecond' : 'count')
  const label = `knee ${written}${found.unit === 'rate' ? '' : ' clients'}`
  const middle = labelMiddle(Number(at), label, plot)
  return `<path class="knee" d="M${from} ${plot.top - 14}H${until}V${plot.bottom}H${from}Z"/><path class="knee-line" d="M${at} ${plot.top - 14}V${plot.bottom}"/>${text(middle, plot.top - 18, label, 'middle', 'label')}`
}

function mark(level: LoadLevel, estimate: Estimate, quantity: Quantity, what: string, xScale: Scale, y: Scale): string {
  const { value, low, high } = estimate
  if (value === null) return ''
  const [x, at] = [xScale.at(level.load), y.at(value)]
  const bar = low === null || high === null ? '' : `<path class="interval" d="M${px(x)} ${px(y.at(low))}V${px(y.at(high))}"/>`
  const kept = level.state === 'kept-up'
  const shape = (kept ? discPath : diamondPath)({ x, y: at })
  const title = escapeHtml(`${level.name}: ${estimateText(estimate, quantity)}, n = ${estimate.n}`)
  return `${bar}<path class="level ${what}${kept ? '' : ' short'}" d="${shape}"><title>${title}</title></path>`
}
