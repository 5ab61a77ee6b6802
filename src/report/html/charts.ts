import type { RunAnalysis } from '../../analysis/index.ts'
import type { Chart } from '../chart/chart.ts'
import { sizes } from '../chart/frame.ts'
import { discPath } from '../chart/shapes.ts'
import { chartsOf } from '../charts/charts.ts'
import { escapeHtml as e } from '../escape.ts'

/** One figure for each question. */
export function chartsSection(analysis: RunAnalysis): string {
  const phases = analysis.phases.map(({ phase, warmup }, index) => `${index + 1} ${e(phase)}${warmup ? ' (not counted)' : ''}`)
  return `<h2 id="charts">What happened</h2><p class="soft small">Phases: ${phases.join(' · ')}. Dotted upright lines are scale steps and restarts, full ones deaths of replicas.</p><div class="charts">${chartsOf(analysis).map(figure).join('')}</div>`
}

/** A chart under its question, once for wide and once for narrow pages. */
export function figure(chart: Chart): string {
  const picture = chart.draw
    ? `<ul class="legend">${chart.legend.map((entry) => `<li>${swatch(entry)}${e(entry.label)}</li>`).join('')}</ul>${(
        ['wide', 'narrow'] as const
      )
        .map((name) => chart.draw?.(sizes[name]).replace('<svg ', `<svg class="${name}" `))
        .join('')}<figcaption>${e(chart.note)}</figcaption>`
    : `<p class="empty">${e(chart.note)}</p>`
  return `<figure id="${chart.id}"><h3>${e(chart.question)}</h3>${picture}</figure>`
}

const swatches = {
  line: 'M1 6H25',
  band: 'M1 2H25V10H1Z',
  dot: 'M13 6h0',
  cross: 'M9.5 2.5l7 7m0 -7l-7 7',
  disc: discPath({ x: 13, y: 6 }),
  diamond: 'M13 1.5l4.5 4.5l-4.5 4.5l-4.5 -4.5Z',
} as const

function swatch({ className, shape }: Chart['legend'][number]): string {
  const special: Record<string, string> = {
    'level done': swatches.disc,
    'level latency': swatches.disc,
    'load-p50': swatches.disc,
    interval: shape === 'dot' ? 'M13 6h0' : 'M13 0V12',
  }
  const name = className === 'interval' && shape === 'dot' ? 'interval-dot' : className
  return `<svg viewBox="0 0 26 12" aria-hidden="true"><path class="${name}" d="${special[className] ?? swatches[shape]}"/></svg>`
}
