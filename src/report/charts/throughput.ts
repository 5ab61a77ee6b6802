import type { RunAnalysis } from '../../analysis/index.ts'
import type { Chart } from '../chart/chart.ts'
import { domainFromZero, linearScale } from '../chart/scale.ts'
import { stepPath } from '../chart/shapes.ts'
import { timeFrame } from '../chart/time-frame.ts'
import type { Words } from '../words/counted.ts'
import { formatNumber } from '../words/number-format.ts'

/** Rates of what was asked, sent, done and failed, against time. */
export function throughputChart({ series, requests }: RunAnalysis, words: Words): Chart {
  const { bins, binMs, untilMs } = series
  const widthMs = ({ fromMs }: { fromMs: number }) => Math.min(binMs, untilMs - fromMs)
  const lanes = (['asked', 'sent', 'failed', 'done'] as const).filter((lane) => lane !== 'failed' || bins.some(({ failed }) => failed > 0))
  const rate = (bin: (typeof bins)[number], lane: (typeof lanes)[number]) => (bin[lane] / widthMs(bin)) * 1000
  const whole = bins.filter((bin) => widthMs(bin) > binMs / 4)
  const largest = Math.max(0, ...whole.flatMap((bin) => lanes.map((lane) => rate(bin, lane))))
  const labels = { asked: 'asked', sent: words.sent, failed: 'failed', done: 'done' }
  return {
    id: 'throughput',
    question: 'Did it keep up?',
    legend: lanes.map((lane) => ({ className: lane, shape: 'line', label: labels[lane] })),
    note: `Per second in bins of ${formatNumber(binMs, 'ms')}: asked by the intended instant, ${words.sent} by its own, done and failed by the end; n = ${bins.reduce((sum, bin) => sum + bin.asked, 0)} ${words.many}.`,
    draw: (size) =>
      timeFrame({
        size,
        series,
        description: `${words.many} asked and done per second over time; ${requests.done} done in the counted phases.`,
        y: {
          label: `${words.many} per second`,
          format: String,
          scale: (range) => linearScale(domainFromZero(largest), range, 5),
        },
        body: (x, y) =>
          lanes
            .map((lane) => {
              const steps = whole
                .filter((bin) => lane !== 'failed' || bin.failed > 0)
                .map((bin) => ({
                  from: x.at(bin.fromMs),
                  until: x.at(bin.fromMs + widthMs(bin)),
                  y: y.at(rate(bin, lane)),
                }))
              return `<path class="${lane}" d="${stepPath(steps)}"/>`
            })
            .join(''),
      }),
  }
}
