import type { RunAnalysis } from '../../analysis/index.ts'
import type { Chart } from '../chart/chart.ts'
import { wordsFor } from '../words/counted.ts'
import { distributionChart } from './distribution.ts'
import { latencyTimeChart } from './latency-time.ts'
import { loadLatencyChart } from './load-latency.ts'
import { resourceCharts } from './resources.ts'
import { throughputChart } from './throughput.ts'

/** All charts of a report, in reading order. */
export function chartsOf(analysis: RunAnalysis): Chart[] {
  const words = wordsFor(analysis)
  return [
    latencyTimeChart(analysis, words),
    throughputChart(analysis, words),
    distributionChart(analysis, words),
    loadLatencyChart(analysis, words),
    ...resourceCharts(analysis, words),
  ]
}
