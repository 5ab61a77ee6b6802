import type { MeasureName, RunAnalysis, RunSeries } from '../../analysis/index.ts'
import type { Chart } from '../chart/chart.ts'
import { text } from '../chart/frame.ts'
import { domainFromZero, linearScale, type Scale } from '../chart/scale.ts'
import { bandPath, linePath, px, stepPath } from '../chart/shapes.ts'
import { timeFrame } from '../chart/time-frame.ts'
import { escapeHtml } from '../escape.ts'

export interface Lane {
  className: string
  label: string
  points: RunSeries['tracks'][number]['points']
}

interface TracksChart {
  id: string
  question: string
  lanes: Lane[]
  /** What and in which unit. */
  label: string
  note: string
  /** From stored unit to that of the axis. */
  factor: number
  limit: { value: number; label: string } | null
  /** Why there is nothing to draw. */
  missing: string
  /** Rates hold over the time between two samples; gauges are true at an instant. */
  shape: 'rate' | 'gauge'
}

const mostLanes = 6

/** Lanes of a measure, one for each replica that has it. */
export function replicaLanes({ series, replicas }: RunAnalysis, measure: MeasureName): Lane[] {
  return series.tracks
    .filter((track) => track.measure === measure && track.entity.startsWith('replica/') && track.points.length > 0)
    .map(({ entity, points }) => {
      const id = entity.slice('replica/'.length)
      const number = Math.max(
        0,
        replicas.findIndex((replica) => replica.id === id),
      )
      return { className: `replica lane${number % mostLanes}`, label: id, points }
    })
}

/** A chart of measures over time: a line for each of up to six lanes, beyond that the range over all of them. */
export function tracksChart(chart: TracksChart, { series }: RunAnalysis): Chart {
  const { id, question, lanes, limit, factor } = chart
  const many = lanes.length > mostLanes
  const values = lanes.flatMap(({ points }) => points.map(({ value }) => value * factor))
  const largest = values.reduce((most, value) => Math.max(most, value), limit ? limit.value * factor : 0)
  const samples = values.length
  return {
    id,
    question,
    legend: [
      ...(many
        ? [{ className: 'replica lane0', shape: 'band' as const, label: `range of ${lanes.length} replicas` }]
        : lanes.map(({ className, label }) => ({ className, shape: 'line' as const, label }))),
      ...(limit ? [{ className: 'limit', shape: 'line' as const, label: limit.label }] : []),
    ],
    note: samples === 0 ? chart.missing : `${chart.note} ${samples} points.`,
    draw:
      samples === 0
        ? null
        : (size) =>
            timeFrame({
              size,
              series,
              description: `${question} ${lanes.map(({ label }) => label).join(', ')}.`,
              y: {
                label: chart.label,
                format: (value) => String(Number(value.toPrecision(6))),
                scale: (range) => linearScale(domainFromZero(largest), range, 5),
              },
              body: (x, y, plot) =>
                (limit
                  ? `<path class="limit" d="M${plot.left} ${px(y.at(limit.value * factor))}H${plot.right}"/>${text(plot.right - 2, y.at(limit.value * factor) - 4, limit.label, 'end', 'limit-name')}`
                  : '') +
                (many
                  ? rangeOf(lanes, series.binMs, factor, x, y)
                  : lanes.map((lane) => drawLane(lane, chart.shape, factor, x, y)).join('')),
            }),
  }
}

function drawLane({ className, label, points }: Lane, shape: 'rate' | 'gauge', factor: number, x: Scale, y: Scale): string {
  const path =
    shape === 'rate'
      ? stepPath(points.map(({ fromMs, untilMs, value }) => ({ from: x.at(fromMs), until: x.at(untilMs), y: y.at(value * factor) })))
      : linePath(withGaps(points).map((point) => point && { x: x.at((point.fromMs + point.untilMs) / 2), y: y.at(point.value * factor) }))
  return `<path class="${className}" d="${path}"><title>${escapeHtml(label)}</title></path>`
}

/** Breaks a line where samples are more than three times as far apart as they usually are. */
function withGaps(points: Lane['points']): (Lane['points'][number] | null)[] {
  const distances = points.slice(1).map(({ fromMs }, index) => fromMs - (points[index]?.fromMs ?? fromMs))
  const usual = distances.toSorted((a, b) => a - b)[distances.length >> 1] ?? 0
  return points.flatMap((point, index) => (index > 0 && (distances[index - 1] as number) > 3 * usual ? [null, point] : [point]))
}

function rangeOf(lanes: readonly Lane[], binMs: number, factor: number, x: Scale, y: Scale): string {
  const bins = new Map<number, { low: number; high: number }>()
  for (const { points } of lanes) {
    for (const { fromMs, untilMs, value } of points) {
      const bin = Math.floor((fromMs + untilMs) / 2 / binMs)
      const range = bins.get(bin) ?? { low: value, high: value }
      bins.set(bin, { low: Math.min(range.low, value), high: Math.max(range.high, value) })
    }
  }
  const steps = [...bins.entries()].map(([bin, { low, high }]) => ({
    from: x.at(bin * binMs),
    until: x.at((bin + 1) * binMs),
    low: y.at(low * factor),
    high: Math.min(y.at(high * factor), y.at(low * factor) - 1.5),
  }))
  return `<path class="replica-range" d="${bandPath(steps)}"/>`
}
