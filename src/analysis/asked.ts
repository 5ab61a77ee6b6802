import * as z from 'zod'
import { DynoError } from '../base/errors.ts'

const ratesPerSecond = z.array(z.number())

const shape = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ramp'), ratesPerSecond }),
  z.object({ kind: z.literal('steps'), ratesPerSecond }),
  z.object({ kind: z.literal('profile'), ratesPerSecond }),
  z.object({ kind: z.literal('sine'), meanPerSecond: z.number(), amplitudePerSecond: z.number(), periodMs: z.number() }),
])

const rate = { kind: z.literal('rate'), ratePerSecond: z.number(), shape: shape.optional() }
const bursts = z.object({ ratio: z.number(), calmMs: z.number(), burstMs: z.number() })

const demand = z.discriminatedUnion('kind', [
  z.discriminatedUnion('arrivals', [
    z.object({ ...rate, arrivals: z.enum(['constant', 'poisson']) }),
    z.object({ ...rate, arrivals: z.literal('gamma'), burstiness: z.number() }),
    z.object({ ...rate, arrivals: z.literal('mmpp2'), bursts }),
  ]),
  z.object({ kind: z.literal('replay'), replay: z.object({ file: z.string(), speed: z.number(), scale: z.number() }) }),
  z.object({ kind: z.literal('clients'), clients: z.number() }),
  z.object({ kind: z.literal('max') }),
])

const resources = z.object({ cpuMillicores: z.number().nullable(), memoryBytes: z.number().nullable() })

const asked = z.object({
  id: z.string(),
  index: z.number(),
  repetition: z.number(),
  levels: z.array(z.object({ path: z.string(), value: z.json() })),
  seed: z.number(),
  initialReplicas: z.number(),
  experiment: z.object({
    name: z.string(),
    description: z.string().nullable(),
    workload: z.object({
      name: z.string(),
      resources: z.object({ requests: resources, limits: resources }),
      queueCapacity: z.number(),
      tls: z.object({ certificate: z.string() }).optional(),
    }),
    load: z.object({
      source: z.enum(['http', 'self']),
      timeoutMs: z.number(),
      phases: z.array(z.object({ name: z.string(), durationMs: z.number(), warmup: z.boolean(), demand, mix: z.json().optional() })),
    }),
    scaling: z.object({ timeline: z.array(z.object({ atMs: z.number(), replicas: z.number() })) }),
    recording: z.object({ intervalMs: z.number() }),
    objectives: z.array(
      z.object({
        text: z.string(),
        metric: z.enum(['latency', 'service', 'errors', 'throughput']),
        quantile: z.number().nullable(),
        operator: z.enum(['<', '<=', '>', '>=']),
        threshold: z.number(),
      }),
    ),
  }),
})

/** What a run was asked to do, as far as facts need it: the parts of its `plan.json`. */
export type Asked = z.infer<typeof asked>

/** Reads the text of a run's `plan.json`. */
export function parseAsked(text: string, path: string): Asked {
  try {
    return asked.parse(JSON.parse(text))
  } catch (error) {
    throw new DynoError('KD_DATASET_CORRUPT', `${path} is not the plan of a run`, {
      cause: error,
      hint: 'the run folder was changed by hand or cut off at its start; run the experiment again',
    })
  }
}
