import { z } from 'zod'
import { Complaint } from './leaf.ts'
import { shapedRate, sweptClients } from './rate.ts'
import { requests } from './requests.ts'
import { choice, count, duration, factor, labelText, patternText, yesNo } from './values.ts'

const day = 86_400_000
const kinds = ['open', 'closed'] as const
const arrivals = ['constant', 'poisson', 'gamma', 'mmpp2'] as const
const mostClients = 100_000

const burstiness = (scope: string) =>
  factor(
    {
      description: `The squared coefficient of variation of the gaps of \`gamma\` arrivals, which is also the index of dispersion of their counts: 1 is Poisson, above 1 they come in bursts, below 1 more evenly.${scope}`,
      examples: [4],
    },
    0.01,
    100,
    'for evenly spaced arrivals, write `arrivals: constant`',
  ).optional()

const bursts = (scope: string) =>
  z
    .strictObject({
      ratio: factor({ description: 'How many times the rate of calm the rate in a burst is.', examples: [8] }, 1, 10_000),
      calm: duration(
        { description: 'The mean time from the end of a burst to the next one.', examples: ['10s'] },
        { minMs: 1, zero: 'refused', maxMs: day },
      ),
      burst: duration({ description: 'The mean time that a burst lasts.', examples: ['2s'] }, { minMs: 1, zero: 'refused', maxMs: day }),
    })
    .optional()
    .meta({
      description: `Of \`mmpp2\` arrivals: how calm and bursts take turns. The rates of both follow from \`rate\`, which stays the mean.${scope}`,
      examples: [{ ratio: 8, calm: '10s', burst: '2s' }],
    })

const replay = z
  .strictObject({
    file: patternText(
      {
        description:
          'A CSV file with a heading, one of whose columns ends in `_ms` or `_s` and holds times; or the `requests.parquet` of a run. Relative to the experiment file. Times count from the first one, and what comes after the end of the phase is left out.',
        examples: ['arrivals.csv', 'runs/first-run/1a2b3c4d-001/requests.parquet'],
      },
      /^.+\.(csv|parquet)$/,
      new Complaint('must be a CSV file, or the requests.parquet of a run', 'such as `file: arrivals.csv`'),
    ),
    speed: factor(
      {
        description: 'How many times as fast the recording is played: at 2, an hour takes half an hour, at twice the rate.',
        examples: [2],
      },
      1e-6,
      1e6,
    ).prefault(1),
    scale: factor(
      {
        description:
          'How many times as many arrivals there are, at the same speed. Below 1, arrivals are left out at random; above 1, some get companions, at random instants before the next arrival.',
        examples: [0.5],
      },
      1e-6,
      1000,
    ).prefault(1),
  })
  .optional()
  .meta({ description: 'Arrivals that were recorded, once more, in place of `rate` and `arrivals`.', examples: [{ file: 'arrivals.csv' }] })

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
  rate: shapedRate({
    description: 'Requests per second in this phase, a number or a shape. Without it, `load.rate` holds.',
    examples: [30, '30/s', { ramp: [5, 50] }],
  }).optional(),
  arrivals: choice(
    {
      description: '`constant`, `poisson`, `gamma` or `mmpp2`, for this phase only. Without it, `load.arrivals` holds.',
      examples: ['constant'],
    },
    arrivals,
  ).optional(),
  burstiness: burstiness(' Without it, `load.burstiness` holds.'),
  bursts: bursts(' Without it, `load.bursts` holds.'),
  replay,
  clients: sweptClients(
    {
      description: 'Clients in this phase, when it is closed: a number or a sweep. Without it, `load.clients` holds.',
      examples: [8, { sweep: { from: 1, to: 16, steps: 5 } }],
    },
    mostClients,
  ).optional(),
  requests: requests('In this phase only, in place of `load.requests`.'),
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
    rate: shapedRate({
      description:
        'Requests per second, over all replicas together; for source `self`, of each replica, where `max` means flat out. A number, or a shape over the phase: `ramp`, `steps`, `profile`, `sine` or `sweep`. It holds for every open phase that sets no rate of its own.',
      examples: [20, '20/s', 'max', { ramp: [5, 50] }],
    }).optional(),
    arrivals: choice(
      {
        description:
          'How open requests are spread in time. `poisson`: independent users, at random instants of the given mean rate. `constant`: evenly spaced. `gamma`: random, as uneven as `burstiness` says. `mmpp2`: Poisson with `bursts`.',
        examples: ['poisson', 'constant'],
      },
      arrivals,
    ).prefault('poisson'),
    burstiness: burstiness(' It holds for every such phase that sets none of its own.'),
    bursts: bursts(' They hold for every such phase that sets none of its own.'),
    clients: sweptClients(
      {
        description: 'Clients of a closed load, a number or a sweep. It holds for every closed phase that sets no clients of its own.',
        examples: [8],
      },
      mostClients,
    ).optional(),
    requests: requests(
      "It holds for every phase that sets no requests of its own. Without one, the model's own inputs are sent as tensors. Only for source `http`.",
    ),
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
        description: 'At most this many connections are open to one replica at a time, of all drivers together. Only for source `http`.',
        examples: [64],
        unit: 'connections',
      },
      1,
      10_000,
    ).prefault(64),
    drivers: count(
      {
        description:
          'Threads that send the requests. Arrivals, clients and connections are dealt out to them, so that together they ask for what one would. More than one helps only where one core is too slow for the load and others are free. Only for source `http`.',
        examples: [2],
        unit: 'drivers',
      },
      1,
      64,
    ).prefault(1),
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
