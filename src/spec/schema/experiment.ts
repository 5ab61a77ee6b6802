import { z } from 'zod'
import { Complaint, leaf } from './leaf.ts'
import { load } from './load.ts'
import { objective } from './objective.ts'
import { scaling } from './scaling.ts'
import { search } from './search.ts'
import { choice, count, duration, labelText, patternText, text } from './values.ts'
import { workload } from './workload.ts'

const engineKinds = ['local', 'kubernetes'] as const

const engine = z
  .union([
    choice({ description: 'The kind of engine.', examples: ['local'] }, engineKinds),
    z.strictObject({ kind: choice({ description: 'The kind of engine.', examples: ['local'] }, engineKinds) }),
  ])
  .prefault('local')
  .meta({
    description: 'Where the workload lives. `local`: processes on this machine. `kubernetes`: pods in a cluster.',
    examples: ['local', { kind: 'local' }],
    expected: 'local or kubernetes',
  })

const recording = z
  .strictObject({
    interval: duration(
      { description: 'Time between two readings of every signal.', examples: ['1s', '250ms'] },
      { minMs: 10, zero: 'refused', maxMs: 3_600_000 },
    ).prefault('1s'),
    signals: z
      .array(
        patternText(
          { description: 'The name of a signal.', examples: ['cpu_seconds_total'] },
          /^[a-z][a-z0-9_]{0,99}$/,
          new Complaint('must be the name of a signal, such as cpu_seconds_total', '`kubedyno signals` lists them'),
        ),
      )
      .min(1)
      .max(1000)
      .optional()
      .meta({
        description: 'The signals to record, by name; `kubedyno signals` lists them. Without it, every signal that can be had here.',
        examples: [['cpu_seconds_total']],
      }),
  })
  .prefault({})
  .meta({
    description: 'What is written down while the load runs. Requests are always recorded, each one.',
    examples: [{ interval: '1s' }],
  })

const design = z
  .strictObject({
    seed: count(
      {
        description:
          'Decides everything that is random: the order of runs, arrivals, inputs. The same file with the same seed gives the same plan.',
        examples: [42],
      },
      0,
      0xffffffff,
    ).prefault(42),
    repetitions: count(
      {
        description: 'How often each combination of levels is run. Within one repetition all combinations get the same random numbers.',
        examples: [1, 5],
        unit: 'runs per combination',
      },
      1,
      10_000,
    ).prefault(1),
    order: choice(
      {
        description:
          '`shuffled`: all runs in one random order, so that slow changes of the machine do not look like effects. `blocked`: one repetition after the other, each in a random order of its own.',
        examples: ['shuffled', 'blocked'],
      },
      ['shuffled', 'blocked'],
    ).prefault('shuffled'),
    pause: duration(
      { description: 'Rest between two runs, for the machine to calm down.', examples: ['10s'] },
      { minMs: 0, zero: 'allowed', maxMs: 86_400_000 },
    ).prefault('0s'),
    factors: z
      .record(
        z.string(),
        z
          .array(
            leaf(
              {
                description: 'A level: a value as it would stand in the file at that path; null takes a limit or request away.',
                examples: [5],
              },
              (value) => value,
            ).nullable(),
          )
          .min(1)
          .max(200),
      )
      .prefault({})
      .meta({
        description:
          'What is varied: a dotted path of this file, and the values it takes. Every combination of levels is run. Phases are counted from 0: `load.phases.0.rate`. Where the file gives no value at a path, its first level stands in.',
        examples: [{ 'load.rate': [5, 10], 'workload.resources.limits.cpu': ['500m', 1] }],
      }),
    search,
  })
  .prefault({})
  .meta({
    description: 'Which runs the experiment is made of, and in which order.',
    examples: [{ repetitions: 3, factors: { 'load.rate': [5, 10, 20] } }],
  })

/** The language of the experiment file. Parsing, JSON Schema, `explain`, defaults and completion all come from here. */
export const experimentSchema = z
  .strictObject({
    apiVersion: choice({ description: 'The version of this language.', examples: ['kubedyno.dev/v1'] }, ['kubedyno.dev/v1']),
    kind: choice({ description: 'What the file holds.', examples: ['Experiment'] }, ['Experiment']),
    name: labelText({
      description: 'The name of the experiment. It names the folder of its runs: at most 63 lower-case letters, digits and hyphens.',
      examples: ['first-run'],
    }),
    description: text(
      {
        description: 'What the experiment is for, in your own words. It is shown in the report.',
        examples: ['How much load does one replica bear?'],
      },
      10_000,
    ).optional(),
    engine,
    workload,
    load,
    scaling,
    recording,
    design,
    objectives: z
      .array(
        objective({
          description:
            'Metric, statistic, operator, threshold. Metrics: `latency` (from the intended instant to the end of the answer), `service` (from the send to the end), both with a percentile such as `p95` or `mean` and a threshold in ms, s or m; `errors` (share of requests without a good answer, in %); `throughput` (good answers per second, `/s`). Operators: < <= > >=.',
          examples: ['latency p95 < 300 ms'],
        }),
      )
      .max(100)
      .prefault([])
      .meta({
        description: 'What must hold for a run to pass. Warm-up phases do not count.',
        examples: [['latency p95 < 300 ms', 'errors < 1 %', 'throughput > 20/s']],
      }),
  })
  .meta({
    title: 'Experiment',
    description: 'One experiment of kubedyno: what runs, what load it gets, how it scales, what is recorded and what must hold.',
    examples: [],
  })

/** The file after reading: units resolved and defaults filled in, but phases not yet resolved against the load. */
export type Written = z.output<typeof experimentSchema>
export type WrittenPhase = Written['load']['phases'][number]
