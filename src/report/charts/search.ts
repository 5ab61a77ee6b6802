import type { Estimate, ObjectiveFacts, SearchFacts } from '../../analysis/index.ts'
import type { Chart } from '../chart/chart.ts'
import { frame, plotOf, type Size, text } from '../chart/frame.ts'
import { intervalBar } from '../chart/interval-bar.ts'
import { domainFromZero, linearScale, logScale, type Scale } from '../chart/scale.ts'
import { crossesPath, diamondPath, discPath, labelMiddle, px } from '../chart/shapes.ts'
import { escapeHtml } from '../escape.ts'
import { estimateText } from '../words/number-format.ts'
import { searchedValue } from '../words/search.ts'
import { quantityOf } from '../words/verdict.ts'
import { latencyScale } from './latency-time.ts'

interface Point {
  value: number
  objective: ObjectiveFacts
}

/** One chart for each objective: what was measured at each value that was tried, and between which values the limit lies. */
export function searchCharts(searches: readonly SearchFacts[], name: string, id: string): Chart[] {
  const objectives = searches.flatMap(({ tried }) => tried[0]?.run.objectives ?? []).map((objective) => objective.text)
  return [...new Set(objectives)].map((wanted, place) => {
    const points = searches.flatMap(({ tried }) =>
      tried.flatMap(({ value, run }) =>
        run.objectives.filter(({ text }) => text === wanted).map((objective): Point => ({ value, objective })),
      ),
    )
    const drawn = points.filter(({ objective }) => objective.measured.value !== null)
    const has = (verdict: ObjectiveFacts['verdict']) => drawn.some(({ objective }) => objective.verdict === verdict)
    const absent = points.length - drawn.length
    return {
      id: `${id}-${place + 1}`,
      question: `${wanted}${name === '' ? '' : `, ${name}`}`,
      legend: [
        ...(has('met') ? [{ className: 'try-met', shape: 'disc' as const, label: 'met' }] : []),
        ...(has('undecided') ? [{ className: 'try-undecided', shape: 'diamond' as const, label: 'undecided' }] : []),
        ...(has('missed') ? [{ className: 'failed', shape: 'cross' as const, label: 'missed' }] : []),
        { className: 'interval', shape: 'line', label: '95 % interval' },
        { className: 'limit', shape: 'line', label: 'objective' },
        ...(limitsOf(searches).length > 0 ? [{ className: 'bracket', shape: 'band' as const, label: 'where the limit lies' }] : []),
      ],
      note: `Each mark is one run, n = ${points.length}${searches.length > 1 ? `, from ${searches.length} repetitions` : ''}.${absent > 0 ? ` Of ${absent} of ${points.length} runs nothing is known here: their load was INVALID, or too few answers came.` : ''}`,
      draw: drawn.length === 0 ? null : (size: Size) => drawSearch(size, searches, drawn),
    }
  })
}

/** Both sides of each limit that was found. */
function limitsOf(searches: readonly SearchFacts[]): { met: number; notMet: number }[] {
  return searches.flatMap(({ end, met, notMet }) => (end === 'between' && met && notMet ? [{ met: met.value, notMet: notMet.value }] : []))
}

function drawSearch(size: Size, searches: readonly SearchFacts[], points: readonly Point[]): string {
  const [{ path, from, to }] = searches as [SearchFacts]
  const [{ objective }] = points as [Point]
  const plot = plotOf(size)
  const x = logScale([from / 1.08, to * 1.08], [plot.left, plot.right], size.width > 400 ? 8 : 5)
  const y = yAxisOf(objective, points)
  const scale = y.scale([plot.bottom, plot.top])
  const limits = limitsOf(searches)
  const threshold = scale.at(objective.threshold)
  return frame({
    size,
    x: { scale: x, label: `${path}${/\brate\b/.test(path) ? ', per second' : ''} (log)`, format: String },
    y: { scale, label: y.label, format: y.format },
    description: `${objective.text} at each ${path} that was tried: ${points.map((point) => `${searchedValue(path, point.value)} ${point.objective.verdict}`).join(', ')}.`,
    behind: limits
      .map(({ met, notMet }) => {
        const [left, right] = [x.at(met), x.at(notMet)]
        return `<rect class="bracket" x="${px(left)}" y="${plot.top}" width="${px(Math.max(1, right - left))}" height="${plot.bottom - plot.top}"/>`
      })
      .join(''),
    body: [
      `<path class="limit" d="M${plot.left} ${px(threshold)}H${plot.right}"/>`,
      ...points.map((point) => mark(point, path, x, scale)),
      limitName(limits, path, x, plot),
    ].join(''),
  })
}

/** The range of all limits, over the band that shows it. */
function limitName(
  limits: readonly { met: number; notMet: number }[],
  path: string,
  x: Scale,
  plot: { left: number; right: number; top: number },
): string {
  if (limits.length === 0) return ''
  const [low, high] = [Math.min(...limits.map(({ met }) => met)), Math.max(...limits.map(({ notMet }) => notMet))]
  const words = `limit ${low} – ${searchedValue(path, high)}`
  const middle = labelMiddle((x.at(low) + x.at(high)) / 2, words, plot)
  return text(middle, plot.top - 8, words, 'middle', 'label')
}

function yAxisOf({ text: wanted, metric, threshold }: ObjectiveFacts, points: readonly Point[]) {
  const subject = (wanted.split(/[<>]/)[0] as string).trim()
  const values = [threshold, ...points.flatMap(({ objective: { measured } }) => [measured.value, measured.low, measured.high])].filter(
    (value) => value !== null,
  )
  if (metric === 'latency' || metric === 'service') {
    const y = latencyScale(values)
    return { label: `${subject}, ${y.unit}${y.log ? ' (log)' : ''}`, format: y.format, scale: y.scale }
  }
  const domain = domainFromZero(Math.max(...values))
  const scale = (range: [number, number]) => linearScale(domain, range, 5)
  return metric === 'errors'
    ? { label: `${subject}, %`, format: (share: number) => String(Number((share * 100).toPrecision(4))), scale }
    : { label: `${subject}, per second`, format: String, scale }
}

function mark({ value, objective }: Point, path: string, x: Scale, y: Scale): string {
  const { measured, verdict } = objective
  const at = { x: x.at(value), y: y.at(measured.value as number) }
  const title = `<title>${escapeHtml(`${searchedValue(path, value)}: ${estimateText(measured, quantityOf(objective))}, ${verdict}`)}</title>`
  return `<path class="interval" d="${intervalBar(measured as Estimate, at.x, y)}"/>${
    verdict === 'missed'
      ? `<path class="failed" d="${crossesPath([at], 4)}">${title}</path>`
      : verdict === 'met'
        ? `<path class="try-met" d="${discPath(at)}">${title}</path>`
        : `<path class="try-undecided" d="${diamondPath(at)}">${title}</path>`
  }`
}
