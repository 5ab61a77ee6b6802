import { z } from 'zod'
import { choice, count, duration, labelText, rate, yesNo } from './values.ts'

const day = 86_400_000
const kinds = ['open', 'closed'] as const
const arrivals = ['constant', 'poisson'] as const
const mostClients = 100_000

const phase = z.strictObject({
  name: labelText({
    description: 'The name of the phase, unlike that of any other phase. It stands in every row of the dataset.',
    examples: ['warm-up', 'busy'],
  }),
  duration: duration(
    { description: 'How long requests are sent in this phase; those still under way at its end are waited for.', examples: ['20s', '5m'] },
    { minMs: 1, zero: 'refused', maxMs: 30 * day },
  ),
  warmup: yesNo({
    description: 'A warm-up phase is driven and recorded like any other, but counts in no result.',
    examples: [true],
  }).prefault(false),
  kind: choice(
    { description: '`open` or `closed`, for this phase only. Without it, `load.kind` holds.', examples: ['closed'] },
    kinds,
  ).optional(),
  rate: rate({
    description: 'Requests per second in this phase. Without it, `load.rate` holds.',
    examples: [30, '30/s'],
    unit: 'requests per second',
  }).optional(),
  arrivals: choice(
    { description: '`constant` or `poisson`, for this phase only. Without it, `load.arrivals` holds.', examples: ['constant'] },
    arrivals,
  ).optional(),
  clients: count(
    { description: 'Clients in this phase, when it is closed. Without it, `load.clients` holds.', examples: [8], unit: 'clients' },
    1,
    mostClients,
  ).optional(),
})

export const load = z
  .strictObject({
    source: choice(
      {
        description:
          'Where requests come from. `http`: a driver outside sends them over HTTP to the replicas in turn. `self`: no client at all; each replica makes its own inputs and infers at the given rate, or flat out with `rate: max`.',
        examples: ['http', 'self'],
      },
      ['http', 'self'],
    ).prefault('http'),
    kind: choice(
      {
        description:
          '`open`: requests are sent at planned instants, however slow the answers are; give `rate`. `closed`: a fixed number of clients each send, wait for the answer, and send again; give `clients`. A phase may choose its own.',
        examples: ['open', 'closed'],
      },
      kinds,
    ).prefault('open'),
    rate: rate({
      description:
        'Requests per second, over all replicas together; for source `self`, of each replica, where `max` means flat out. It holds for every open phase that sets no rate of its own.',
      examples: [20, '20/s', 'max'],
      unit: 'requests per second',
    }).optional(),
    arrivals: choice(
      {
        description:
          'How open requests are spread in time. `poisson`: independent users, at random instants of the given mean rate. `constant`: evenly spaced.',
        examples: ['poisson', 'constant'],
      },
      arrivals,
    ).prefault('poisson'),
    clients: count(
      {
        description: 'Clients of a closed load. It holds for every closed phase that sets no clients of its own.',
        examples: [8],
        unit: 'clients',
      },
      1,
      mostClients,
    ).optional(),
    encoding: choice(
      {
        description:
          'How tensors travel over HTTP: `binary` is the binary extension of the Open Inference Protocol, `json` its plain text. Only for source `http`.',
        examples: ['binary', 'json'],
      },
      ['binary', 'json'],
    ).prefault('binary'),
    timeout: duration(
      { description: 'A request without an answer after this time counts as an error. Only for source `http`.', examples: ['10s'] },
      { minMs: 1, zero: 'refused', maxMs: day },
    ).prefault('10s'),
    connectionsPerReplica: count(
      {
        description: 'At most this many connections are open to one replica at a time. Only for source `http`.',
        examples: [64],
        unit: 'connections',
      },
      1,
      10_000,
    ).prefault(64),
    phases: z
      .array(phase)
      .min(1)
      .max(1000)
      .meta({
        description: 'What is asked for, one stretch of time after the other. At least one phase must not be a warm-up.',
        examples: [
          [
            { name: 'warm-up', duration: '5s', warmup: true },
            { name: 'busy', duration: '20s', rate: 30 },
          ],
        ],
      }),
  })
  .meta({ description: 'The load that the workload gets.', examples: [{ rate: 20, phases: [{ name: 'busy', duration: '20s' }] }] })
