import type { BuiltModel } from '../contract.ts'
import { escaped, family } from './family.ts'
import { batchBounds, type Histogram, histogram } from './histogram.ts'
import type { ProcessUsage } from './process-metrics.ts'
import { tritonFamilies } from './triton-names.ts'

/** How a request ended, for counting. */
const outcomes = ['ok', 'bad_request', 'overloaded', 'failed', 'unavailable', 'expired', 'cancelled'] as const
export type Outcome = (typeof outcomes)[number]

/** Where the time of one good answer went, in milliseconds. */
export interface StageTimes {
  decode: number
  queue: number
  infer: number
  encode: number
}

/** What a replica counts of its own work. */
export interface ServingMetrics {
  count(outcome: Outcome): void
  /** A good answer is over; its steps lie within its stages. */
  answered(stages: StageTimes, steps: readonly [step: string, ms: number][]): void
  /** An inference is over that held so many rows. */
  batch(rows: number): void
  restarted(): void
  text(now: { queueDepth: number; processes: Record<string, ProcessUsage | null> }): string
}

const stages = ['decode', 'queue', 'infer', 'encode'] as const
const stageMeaning = {
  decode: 'reading a request into tensors',
  queue: 'waiting for the model',
  infer: 'the inference itself',
  encode: 'writing tensors into an answer',
}

/** Metrics of a replica that has done nothing yet; `app` is on every line but those of Triton's names. */
export function servingMetrics(app: string, model: BuiltModel, withTritonNames = false): ServingMetrics {
  const counts = new Map<Outcome, number>(outcomes.map((outcome) => [outcome, 0]))
  const latency = histogram()
  const histograms = { decode: histogram(), queue: histogram(), infer: histogram(), encode: histogram() }
  const steps = new Map<string, Histogram>()
  const batches = histogram(batchBounds)
  let restarts = 0
  const tritonCounts = (pending: number) => {
    const success = counts.get('ok') ?? 0
    const { decode, queue, infer, encode } = histograms
    return {
      model: model.name,
      success,
      failure: [...counts.values()].reduce((sum, count) => sum + count, 0) - success,
      rows: batches.sum(),
      executions: batches.count(),
      pending,
      requestMs: latency.sum() * 1000,
      queueMs: queue.sum() * 1000,
      inputMs: decode.sum() * 1000,
      inferMs: infer.sum() * 1000,
      outputMs: encode.sum() * 1000,
    }
  }
  const own = `app="${escaped(app)}"`
  return {
    count: (outcome) => void counts.set(outcome, (counts.get(outcome) ?? 0) + 1),
    answered(times, stepTimes) {
      for (const stage of stages) histograms[stage].observe(times[stage] / 1000)
      latency.observe((times.decode + times.queue + times.infer + times.encode) / 1000)
      for (const [step, ms] of stepTimes) {
        const known = steps.get(step) ?? histogram()
        steps.set(step, known)
        known.observe(ms / 1000)
      }
    },
    batch: batches.observe,
    restarted: () => void restarts++,
    text({ queueDepth, processes }) {
      const known = Object.entries(processes).flatMap(([name, usage]) => (usage ? [{ labels: `${own},process="${name}"`, usage }] : []))
      const info = `${own},model="${escaped(model.name)}",sha256="${model.sha256}",synthetic="${model.synthetic}"`
      const families = [
        family('inference_latency_seconds', 'histogram', 'Time from the arrival of a request to its good answer.', (name) =>
          latency.lines(name, own),
        ),
        ...stages.map((stage) =>
          family(`inference_${stage}_seconds`, 'histogram', `Time that good answers took for ${stageMeaning[stage]}.`, (name) =>
            histograms[stage].lines(name, own),
          ),
        ),
        ...(steps.size === 0
          ? []
          : [
              family('inference_step_seconds', 'histogram', 'Time of the named parts of reading, inferring and answering.', (name) =>
                [...steps].flatMap(([step, times]) => times.lines(name, `${own},step="${escaped(step)}"`)),
              ),
            ]),
        family('inference_batch_size', 'histogram', 'Rows of an inference.', (name) => batches.lines(name, own)),
        family('inference_requests_total', 'counter', 'Requests answered, by how they ended.', (name) =>
          outcomes.map((outcome) => `${name}{${own},outcome="${outcome}"} ${counts.get(outcome)}`),
        ),
        family('inference_queue_depth', 'gauge', 'Requests that wait for the model.', (name) => [`${name}{${own}} ${queueDepth}`]),
        family('inference_model_restarts_total', 'counter', 'Model processes that died and were replaced.', (name) => [
          `${name}{${own}} ${restarts}`,
        ]),
        family('inference_model_info', 'gauge', 'The model that is served; always 1.', (name) => [`${name}{${info}} 1`]),
        family('process_cpu_seconds_total', 'counter', 'User and system CPU time.', (name) =>
          known.map(({ labels, usage }) => `${name}{${labels}} ${usage.cpuSeconds}`),
        ),
        family('process_resident_memory_bytes', 'gauge', 'Resident memory.', (name) =>
          known.map(({ labels, usage }) => `${name}{${labels}} ${usage.residentBytes}`),
        ),
        family('process_start_time_seconds', 'gauge', 'Start of the process, in seconds since 1970.', (name) =>
          known.map(({ labels, usage }) => `${name}{${labels}} ${usage.startedAt.toFixed(2)}`),
        ),
      ]
      if (withTritonNames) families.push(tritonFamilies(tritonCounts(queueDepth)))
      return `${families.flat().join('\n')}\n`
    },
  }
}
