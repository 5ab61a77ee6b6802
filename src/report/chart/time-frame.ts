import type { Mark, RunSeries } from '../../analysis/index.ts'
import { escapeHtml } from '../escape.ts'
import { frame, type Plot, plotOf, type Size, text } from './frame.ts'
import { linearScale, type Scale, timeTicks } from './scale.ts'
import { px, textWidth } from './shapes.ts'

interface TimeChart {
  size: Size
  series: RunSeries
  description: string
  y: { label: string; format(value: number): string; scale(range: [number, number]): Scale }
  body(x: Scale, y: Scale, plot: Plot): string
}

/** A chart over the run's time, with its phases, scale steps, deaths and restarts drawn in. */
export function timeFrame({ size, series, description, y, body }: TimeChart): string {
  const plot = plotOf(size)
  const { untilMs } = series
  const linear = linearScale([0, untilMs], [plot.left, plot.right], 1)
  const x: Scale = { at: linear.at, ticks: timeTicks(untilMs, size.width > 400 ? 9 : 5) }
  const yScale = y.scale([plot.bottom, plot.top])
  const clock = clockFor(untilMs)
  return frame({
    size,
    x: {
      scale: x,
      label: `time from the first phase, ${clock.unit}`,
      format: clock.format,
    },
    y: { scale: yScale, label: y.label, format: y.format },
    description,
    behind: phaseBands(series, x, plot),
    body: body(x, yScale, plot) + markLines(series.marks, x, plot),
  })
}

function clockFor(untilMs: number): { unit: string; format(ms: number): string } {
  if (untilMs <= 600_000) return { unit: 's', format: (ms) => String(Number((ms / 1000).toFixed(1))) }
  if (untilMs < 7_200_000) return { unit: 'min', format: (ms) => String(Number((ms / 60_000).toFixed(1))) }
  return { unit: 'h:mm', format: (ms) => `${Math.floor(ms / 3_600_000)}:${String(Math.round(ms / 60_000) % 60).padStart(2, '0')}` }
}

function phaseBands(series: RunSeries, x: Scale, plot: Plot): string {
  return series.phases
    .map(({ name, warmup, fromMs, untilMs }, index) => {
      const [from, until] = [x.at(fromMs), x.at(untilMs)]
      if (until - from < 0.5) return ''
      const label = textWidth(name) + 4 <= until - from ? name : textWidth('00') <= until - from ? String(index + 1) : ''
      return (
        `<rect class="${warmup ? 'warmup' : index % 2 ? 'phase odd' : 'phase'}" x="${px(from)}" y="${plot.top - 14}" width="${px(until - from)}" height="${plot.bottom - plot.top + 14}">` +
        `<title>${escapeHtml(name)}${warmup ? ' (warm-up, not counted)' : ''}</title></rect>${text((from + until) / 2, plot.top - 3, label, 'middle', 'phase-name')}`
      )
    })
    .join('')
}

function markLines(marks: readonly Mark[], x: Scale, plot: Plot): string {
  let freeFrom = plot.left
  return marks
    .map(({ atMs, kind, label }) => {
      const at = x.at(atMs)
      const width = textWidth(label)
      const start = Math.min(at - 4, plot.right - width + 8)
      const fits = start >= freeFrom - 4
      if (fits) freeFrom = start + width + 4
      const line = `<path class="mark ${kind}" d="M${px(at)} ${plot.top - 16}V${plot.bottom}"><title>${escapeHtml(label)}</title></path>`
      return line + (fits ? text(start, plot.top - 19, label, 'start', `mark-name ${kind}`) : '')
    })
    .join('')
}
