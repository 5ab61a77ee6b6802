import type { MeasureName, RunAnalysis } from '../../analysis/index.ts'
import type { Chart } from '../chart/chart.ts'
import { domainFromZero, linearScale } from '../chart/scale.ts'
import { stepPath } from '../chart/shapes.ts'
import { timeFrame } from '../chart/time-frame.ts'
import type { Words } from '../words/counted.ts'
import { type Lane, replicaLanes, tracksChart } from './tracks.ts'

/** CPU, memory, pressure, queue and number of replicas against time. */
export function resourceCharts(analysis: RunAnalysis, words: Words): Chart[] {
  const { cpuMillicores, memoryBytes } = analysis.identity.resources.limits
  return [
    replicasChart(analysis),
    tracksChart(
      {
        id: 'cpu',
        question: 'How much CPU did replicas use?',
        lanes: replicaLanes(analysis, 'cpuCores'),
        label: 'CPU, cores',
        note: 'Mean between two samples, from differences of CPU time.',
        factor: 1,
        limit: cpuMillicores === null ? null : { value: cpuMillicores / 1000, label: limitLabel(analysis, 'cpu') },
        missing: reasonFor(analysis, 'cpu_seconds_total', 'replica/'),
        shape: 'rate',
      },
      analysis,
    ),
    tracksChart(
      {
        id: 'queue',
        question: 'Where did work wait?',
        lanes: replicaLanes(analysis, 'queueDepthRequests'),
        label: `${words.many} waiting in a replica`,
        note: 'Queue depth as each replica tells it, at the instant of the sample.',
        factor: 1,
        limit: null,
        missing: reasonFor(analysis, 'inference_queue_depth', 'replica/'),
        shape: 'gauge',
      },
      analysis,
    ),
    tracksChart(
      {
        id: 'memory',
        question: 'How much memory did replicas hold?',
        lanes: replicaLanes(analysis, 'memoryBytes'),
        label: 'memory, MiB',
        note: 'Memory in use at the instant of the sample.',
        factor: 2 ** -20,
        limit: memoryBytes === null ? null : { value: memoryBytes, label: limitLabel(analysis, 'memory') },
        missing: reasonFor(analysis, 'memory_used_bytes', 'replica/'),
        shape: 'gauge',
      },
      analysis,
    ),
    tracksChart(
      {
        id: 'pressure',
        question: 'What did the machine run short of?',
        lanes: pressureLanes(analysis),
        label: 'time in which some task waited, %',
        note: 'Pressure stall information of the whole machine, from differences of its totals.',
        factor: 100,
        limit: null,
        missing: reasonFor(analysis, 'psi_cpu_some_seconds_total', 'machine'),
        shape: 'rate',
      },
      analysis,
    ),
  ]
}

function limitLabel({ identity }: RunAnalysis, kind: 'cpu' | 'memory'): string {
  return identity.enforcement.find(({ limit }) => limit === kind)?.enforced ? 'limit' : 'limit, not enforced'
}

function pressureLanes({ series }: RunAnalysis): Lane[] {
  const kinds: [MeasureName, string][] = [
    ['psiCpuSomeShare', 'cpu'],
    ['psiMemorySomeShare', 'memory'],
    ['psiIoSomeShare', 'io'],
  ]
  return kinds.flatMap(([measure, label]) =>
    series.tracks
      .filter((track) => track.entity === 'machine' && track.measure === measure && track.points.length > 0)
      .map(({ points }) => ({ className: `psi-${label}`, label: `for ${label}`, points })),
  )
}

/** Why a signal has no samples, as the run folder tells it. */
function reasonFor({ missing }: RunAnalysis, signal: string, entity: string): string {
  const reason = missing.find((entry) => entry.signal === signal && entry.entities.some((name) => name.startsWith(entity)))?.reason
  return `Not recorded: ${reason ?? `no two samples of ${signal} within the run`}.`
}

function replicasChart({ series }: RunAnalysis): Chart {
  const { readyReplicas, untilMs } = series
  const most = Math.max(1, ...readyReplicas.map(({ ready }) => ready))
  return {
    id: 'replicas',
    question: 'How many replicas were ready?',
    legend: [{ className: 'ready', shape: 'line', label: 'ready replicas' }],
    note:
      readyReplicas.length === 0
        ? 'Not recorded: the journal names no replica that became ready.'
        : 'From the journal: a replica is ready after its first good inference, and no more once it drains or dies.',
    draw:
      readyReplicas.length === 0
        ? null
        : (size) =>
            timeFrame({
              size,
              series,
              description: `Ready replicas over time, at most ${most}.`,
              y: {
                label: 'replicas',
                format: String,
                scale: (range) => {
                  const scale = linearScale(domainFromZero(most), range, Math.min(most + 1, 5))
                  return { ...scale, ticks: scale.ticks.filter(Number.isInteger) }
                },
              },
              body: (x, y) => {
                const steps = readyReplicas.map(({ atMs, ready }, index) => ({
                  from: x.at(atMs),
                  until: x.at(readyReplicas[index + 1]?.atMs ?? untilMs),
                  y: y.at(ready),
                }))
                return `<path class="ready" d="${stepPath(steps)}"/>`
              },
            }),
  }
}
