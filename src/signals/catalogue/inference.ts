import type { SignalDefinition } from '../contract.ts'

const scraped = {
  entities: ['replica'],
  missing: 'the replica has no metrics address, does not answer it in time, or does not export the series',
} as const

const stages = {
  latency: 'the whole request, from its arrival at the server to its answer',
  decode: 'reading the request into tensors',
  queue: 'waiting for the model',
  infer: 'the inference itself',
  encode: 'writing tensors into the answer',
} as const

/** What each replica says of its own work, as it stands in the Prometheus text at its metrics address. */
export const inferenceSignals: readonly SignalDefinition[] = [
  {
    name: 'inference_requests_total',
    unit: 'count',
    kind: 'counter',
    meaning: 'Requests that the replica has answered, whatever the outcome.',
    source: '/metrics: inference_requests_total, over all outcomes',
    ...scraped,
  },
  {
    name: 'inference_failures_total',
    unit: 'count',
    kind: 'counter',
    meaning: 'Requests that the replica has answered with anything but a good result.',
    source: '/metrics: inference_requests_total, over all outcomes but ok',
    ...scraped,
  },
  {
    name: 'inference_queue_depth',
    unit: 'count',
    kind: 'gauge',
    meaning: 'Requests that wait for the model.',
    source: '/metrics: inference_queue_depth',
    ...scraped,
  },
  ...Object.entries(stages).flatMap(([stage, what]): SignalDefinition[] => [
    {
      name: `inference_${stage}_seconds_sum`,
      unit: 'seconds',
      kind: 'counter',
      meaning: `Time spent on ${what}, over all requests.`,
      source: `/metrics: histogram inference_${stage}_seconds`,
      ...scraped,
    },
    {
      name: `inference_${stage}_seconds_count`,
      unit: 'count',
      kind: 'counter',
      meaning: `Requests whose time is in inference_${stage}_seconds_sum.`,
      source: `/metrics: histogram inference_${stage}_seconds`,
      ...scraped,
    },
  ]),
]
