import { z } from 'zod'
import { modelDevices, modelTasks } from '../experiment.ts'
import { Complaint } from './leaf.ts'
import { choice, count, cpu, duration, labelText, memory, patternText, text } from './values.ts'

const amounts = (verb: string, consequence: string, description: string) =>
  z
    .strictObject({
      cpu: cpu({ description: `CPU that each replica ${verb}. ${consequence}`, examples: ['500m', 1, 1.5], default: null })
        .nullable()
        .optional(),
      memory: memory({ description: `Memory that each replica ${verb}. ${consequence}`, examples: ['512Mi', '1Gi'], default: null })
        .nullable()
        .optional(),
    })
    .prefault({})
    .meta({ description, examples: [{ cpu: '500m', memory: '512Mi' }] })

const catalogueModel = patternText(
  { description: 'A model of the catalogue, by name; `kubedyno models` lists them.', examples: ['resnet50', 'whisper-tiny.en'] },
  /^[a-z0-9]([-.a-z0-9]{0,61}[a-z0-9])?$/,
  new Complaint('must be the name of a model of the catalogue, which `kubedyno models` lists'),
)

/** Addresses of files hold no `user@`, no query and no fragment; paths may hold anything. */
const placeWithoutSecrets = /^(?:(?![a-z0-9]+:\/\/)[^\n]{1,1000}|(?:https?|s3):\/\/[^\s@?#]{1,1000})$/

const modelFile = z.strictObject({
  file: patternText(
    {
      description:
        'The path of an ONNX file, relative to the experiment file; or where it is got from once: an `https://` address, or `s3://bucket/key` with the usual AWS_ variables.',
      examples: ['./my.onnx', 's3://models/my.onnx'],
    },
    placeWithoutSecrets,
    new Complaint(
      'must be a path or an address without user, password and query',
      'what stands here is written into every run folder: keys of S3 come from AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY',
    ),
  ),
  sha256: patternText(
    {
      description:
        'The SHA-256 of the file as 64 hexadecimal digits. A file with another sum is refused, so a result always says which model it is about.',
      examples: ['9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08'],
    },
    /^[0-9a-f]{64}$/,
    new Complaint('must be 64 lower-case hexadecimal digits', 'print it with `sha256sum FILE`'),
  ),
  task: choice(
    {
      description:
        'What it is for, and with it what `POST /predict` takes and answers: classes of a picture, objects in it, or the state of its eyes. Without it, a YOLOv5 export is known by its own description, and any other model takes tensors only.',
      examples: ['detect'],
    },
    modelTasks,
  ).optional(),
  sizes: z
    .record(z.string(), count({ description: 'Elements in this dimension.', examples: [128] }, 1, 1_000_000))
    .optional()
    .meta({
      description:
        'How large the free dimensions of its inputs are in a usual request, by the names that they have in the file. The batch is 1.',
      examples: [{ sequence: 128 }],
    }),
})

const batching = z
  .strictObject({
    maxBatchSize: count({ description: 'Rows of one inference at most.', examples: [8] }, 1, 1024).prefault(8),
    maxQueueDelay: duration(
      { description: 'For how long a request waits at most for others to join it.', examples: ['5ms'] },
      { minMs: 0, zero: 'allowed', maxMs: 60_000 },
    ).prefault('0ms'),
  })
  .meta({
    description:
      'Requests that wait share an inference, with the meaning that Triton gives to the same words. Absent or null: each request has its own, which on a CPU is hardly ever worse.',
    examples: [{ maxBatchSize: 8, maxQueueDelay: '5ms' }],
  })

const tls = z
  .strictObject({
    certificate: text(
      {
        description:
          'The path of the certificate, a PEM file, relative to the experiment file. It must name the host: 127.0.0.1 on the local engine.',
        examples: ['certs/server.pem'],
      },
      1000,
    ),
    key: text(
      {
        description:
          'The path of its key, a PEM file without a passphrase, relative to the experiment file. What is in it goes nowhere else.',
        examples: ['certs/server.key'],
      },
      1000,
    ),
  })
  .meta({
    description:
      'What the replicas serve HTTPS with, requests and metrics alike. The load and the readings trust this certificate and no other. Absent or null: plain HTTP.',
    examples: [{ certificate: 'certs/server.pem', key: 'certs/server.key' }],
  })

export const workload = z
  .strictObject({
    name: labelText({
      description:
        'The name of the workload: the value of the `app` label everywhere. Without it, the name of the model, or of its file without the ending.',
      examples: ['resnet50'],
    }).optional(),
    model: z.union([catalogueModel, modelFile]).meta({
      description: 'What is served: a model of the catalogue by its name, or your own ONNX file with its SHA-256.',
      examples: ['resnet50', { file: './my.onnx', sha256: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08' }],
      expected: 'a name, or `file` with `sha256`',
    }),
    replicas: count(
      {
        description: 'Replicas that stand ready before the first phase, unless `scaling.replicas` has a step at 0s.',
        examples: [1, 3],
        unit: 'replicas',
      },
      1,
      1000,
    ).prefault(1),
    resources: z
      .strictObject({
        requests: amounts(
          'asks for',
          'Absent or null: no request is made.',
          'What each replica asks for. On Kubernetes it decides where a replica fits; on the local engine it is recorded only.',
        ),
        limits: amounts(
          'may use at most',
          'Absent or null: unlimited.',
          'What each replica may use at most. Where a limit cannot be enforced, the report says so.',
        ),
      })
      .prefault({})
      .meta({
        description: 'CPU and memory of each replica.',
        examples: [{ requests: { cpu: '500m', memory: '512Mi' }, limits: { cpu: 1, memory: '1Gi' } }],
      }),
    threads: count(
      {
        description: 'Threads of one inference. Absent or null: as many as the CPU limit, and without one, as the machine has cores.',
        examples: [1, 4],
        unit: 'threads',
        default: null,
      },
      1,
      1024,
    )
      .nullable()
      .optional(),
    device: choice(
      {
        description:
          'What computes: the CPU, or a CUDA device by ONNX Runtime’s CUDA provider. Where the device is not there the run fails and says so.',
        examples: ['cuda'],
      },
      modelDevices,
    ).prefault('cpu'),
    batching: batching.nullable().optional(),
    deadline: duration(
      {
        description:
          'A request that is not answered by then is answered with an error, counted from its arrival in the replica. Absent or null: it may take as long as it takes.',
        examples: ['10s'],
        default: null,
      },
      { minMs: 1, zero: 'refused', maxMs: 86_400_000 },
    )
      .nullable()
      .optional(),
    queueCapacity: count(
      {
        description: 'Requests that may wait in one replica; the next one is answered with status 429.',
        examples: [256],
        unit: 'requests',
      },
      1,
      1_000_000,
    ).prefault(256),
    tls: tls.nullable().optional(),
  })
  .meta({ description: 'What runs: a model behind an inference server, in replicas.', examples: [{ model: 'resnet50', replicas: 1 }] })
