import { escapeHtml } from '../escape.ts'
import type { Scale } from './scale.ts'
import { px, textWidth } from './shapes.ts'

/** Outer size of a chart in pixels; each is drawn once for wide and once for narrow pages. */
export interface Size {
  width: number
  height: number
}

export const sizes = { wide: { width: 600, height: 270 }, narrow: { width: 336, height: 250 } } as const

const margin = { left: 46, right: 12, top: 46, bottom: 36 } as const

/** Where the data go, in pixels. */
export interface Plot {
  left: number
  right: number
  top: number
  bottom: number
}

export function plotOf({ width, height }: Size): Plot {
  return { left: margin.left, right: width - margin.right, top: margin.top, bottom: height - margin.bottom }
}

interface Axis {
  scale: Scale
  /** What and in which unit. */
  label: string
  format(value: number): string
}

export interface FrameOptions {
  size: Size
  x: Axis
  y: Axis
  /** What the chart shows, for those who do not see it. */
  description: string
  /** Drawn under the grid, such as phases. */
  behind?: string
  body: string
}

/** A chart with axes, grid and labels around its body. */
export function frame({ size, x, y, description, behind = '', body }: FrameOptions): string {
  const { left, right, bottom } = plotOf(size)
  const grid = y.scale.ticks.map((tick) => `<path class="grid" d="M${left} ${px(y.scale.at(tick))}H${right}"/>`).join('')
  const yTexts = y.scale.ticks.map((tick) => text(left - 6, y.scale.at(tick) + 4, y.format(tick), 'end')).join('')
  const xTexts = x.scale.ticks
    .map((tick) => {
      const at = x.scale.at(tick)
      return `<path class="axis" d="M${px(at)} ${bottom}v4"/>${text(Math.min(at, size.width - textWidth(x.format(tick)) / 2), bottom + 16, x.format(tick), 'middle')}`
    })
    .join('')
  return [
    `<svg viewBox="0 0 ${size.width} ${size.height}" width="${size.width}" height="${size.height}" role="img" aria-label="${escapeHtml(description)}">`,
    behind,
    grid,
    `<path class="axis" d="M${left} ${bottom}H${right}"/>`,
    xTexts,
    yTexts,
    text(2, 11, y.label, 'start', 'label'),
    text(right, bottom + 32, x.label, 'end', 'label'),
    body,
    '</svg>',
  ].join('')
}

/** A piece of text in a chart. */
export function text(x: number, y: number, content: string, anchor: 'start' | 'middle' | 'end', className = ''): string {
  const classes = className === '' ? '' : ` class="${className}"`
  return `<text x="${px(x)}" y="${px(y)}" text-anchor="${anchor}"${classes}>${escapeHtml(content)}</text>`
}
