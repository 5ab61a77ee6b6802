import process from 'node:process'
import { usableCores } from '../../base/cpu-limit.ts'
import { DynoError } from '../../base/errors.ts'
import type { ReplicaCommand, ReplicaMessage, ReplicaOptions } from '../../serving/index.ts'
import { type Demand, type ModelChoice, type ModelTask, modelDevices, modelTasks, type TlsFiles } from '../../spec/index.ts'
import type { Command, Context } from '../command.ts'
import { stopSignals } from '../stop-signals.ts'
import { span, wholeNumber } from '../typing/option-values.ts'

export const serve: Command = {
  name: 'serve',
  summary: 'serve one model over HTTP until told to stop, as a replica does',
  details:
    'It speaks the Open Inference Protocol v2, as JSON or with binary tensors, and takes pictures, sentences, sound or numbers at the natural route of its model.\nMetrics are given to Prometheus on a port of their own. Ctrl-C or SIGTERM: requests that were accepted are answered first.',
  arguments: [
    { name: 'MODEL', help: 'a model of the catalogue (`kubedyno models`), or the path of an ONNX file', required: true, offers: 'files' },
  ],
  options: [
    { name: 'sha256', value: 'SUM', help: 'the checksum of an ONNX file, which it must have' },
    { name: 'task', value: 'TASK', help: 'what an ONNX file is for, and with it what `POST /predict` takes', choices: modelTasks },
    {
      name: 'host',
      value: 'ADDRESS',
      help: 'the address to listen on; others than loopback can be reached from outside',
      default: '127.0.0.1',
      variable: 'KUBEDYNO_HOST',
    },
    { name: 'port', value: 'PORT', help: 'where requests go; 0 takes a free port', default: '8080' },
    { name: 'metrics-port', value: 'PORT', help: 'where metrics are; 0 takes a free port', default: '8000' },
    { name: 'triton-metrics', value: null, help: 'give the metrics under the names that Triton has for them, too' },
    { name: 'threads', value: 'N', help: 'threads of one inference; as many as the CPU limit allows, unless told otherwise' },
    { name: 'device', value: 'DEVICE', help: 'what computes', default: 'cpu', choices: modelDevices },
    { name: 'queue', value: 'N', help: 'requests that may wait; more are answered with 429', default: '256' },
    { name: 'deadline', value: 'DURATION', help: 'a request that is not answered by then is answered with an error', default: '60s' },
    { name: 'max-batch-size', value: 'N', help: 'rows of one inference at most; with 1, requests never share one', default: '1' },
    { name: 'max-queue-delay', value: 'DURATION', help: 'for how long a request waits for others to join its inference', default: '0ms' },
    { name: 'self', value: 'RATE', help: 'feed the model from within: so many inferences a second, or `max` for all that goes' },
    { name: 'tls-cert', value: 'FILE', help: 'a certificate (PEM): serve HTTPS with it, requests and metrics alike' },
    { name: 'tls-key', value: 'FILE', help: 'the key of the certificate (PEM, without a passphrase)' },
    { name: 'app', value: 'NAME', help: 'the `app` label of the metrics; the name of the model, unless told otherwise' },
  ],
  formats: [],
  examples: [
    { line: 'kubedyno serve resnet50', does: 'serve ResNet50 on port 8080 of this machine' },
    { line: 'kubedyno serve tiny --self 100', does: 'keep a model busy without any client' },
    { line: 'kubedyno serve model.onnx --sha256 a3f1…', does: 'serve a model of your own' },
    { line: 'kubedyno serve tiny --tls-cert server.pem --tls-key server.key', does: 'serve HTTPS' },
  ],
  async run(context) {
    const { buildModel, checkTlsFiles, runReplica } = await import('../../serving/index.ts')
    const choice = modelChoice(context)
    const numbers = {
      port: wholeNumber(context, 'port', 0, 65_535),
      metricsPort: wholeNumber(context, 'metrics-port', 0, 65_535),
      threads: context.option('threads') ? wholeNumber(context, 'threads', 1, 1024) : usableCores(context.effects),
      queueCapacity: wholeNumber(context, 'queue', 1, 1_000_000),
      deadlineMs: span(context, 'deadline', 1),
      batching: {
        maxBatchSize: wholeNumber(context, 'max-batch-size', 1, 1024),
        maxQueueDelayMs: span(context, 'max-queue-delay', 0),
      },
    }
    const demand = ownDemand(context)
    const files = tlsFiles(context)
    const tls = files && { tls: checkTlsFiles(files, { baseFolder: process.cwd(), host: null }, context.effects).files }
    const model = await buildModel(choice, { baseFolder: process.cwd(), cacheFolder: context.cacheFolder }, context.effects)
    if (model.synthetic) context.warn(`the weights of ${model.name} are ${model.weights}: true cost, answers without meaning`)
    const options: ReplicaOptions = {
      model,
      app: context.option('app') ?? model.name,
      host: context.option('host') ?? '',
      device: modelDevices.find((device) => device === context.option('device')) ?? 'cpu',
      tritonMetrics: context.switched('triton-metrics'),
      ...numbers,
      ...tls,
    }

    let failure: DynoError | null = null
    let hear = (_command: ReplicaCommand) => {}
    const stop = stopSignals(() => {
      tell(context, 'no new requests; those that were accepted are answered. Ctrl-C again ends at once.')
      hear({ type: 'drain' })
    })
    const say = async (message: ReplicaMessage) => {
      if (message.type === 'ready') {
        tellReady(context, options, message)
        if (demand) hear(feeding(demand, context))
      }
      if (message.type === 'model-restarted') context.warn(`the model process was started anew: ${message.reason}`)
      if (message.type === 'failed') failure = new DynoError(message.code as 'KD_REPLICA_FAILED', message.message, hintOf(message))
    }
    const listen = (given: typeof hear) => {
      hear = given
    }
    await runReplica(options, { say, listen }, context.effects)
    stop.close()
    if (failure) throw failure
    return 0
  },
}

function tellReady(
  context: Context,
  { model, host, tls }: ReplicaOptions,
  { port, metricsPort, route }: Extract<ReplicaMessage, { type: 'ready' }>,
): void {
  const server = `${tls ? 'https' : 'http'}://${host.includes(':') ? `[${host}]` : host}`
  tell(context, `${model.name} is ready at ${server}:${port}/v2/models/${model.name}/infer`)
  if (route) tell(context, `${route.contentTypes.join(', ')} can be sent to ${server}:${port}${route.path}`)
  tell(context, `metrics are at ${server}:${metricsPort}/metrics`)
  context.next(`curl ${tls ? `--cacert ${tls.certificate} ` : ''}${server}:${port}/v2/models/${model.name}`)
}

function tell({ screen }: Context, line: string): void {
  if (!screen.quiet) screen.err(`${line}\n`)
}

function modelChoice(context: Context): ModelChoice {
  const [name, sha256, task] = [context.argument(0) ?? '', context.option('sha256'), context.option('task')]
  if (!name.endsWith('.onnx') && !name.includes('/')) return { kind: 'catalogue', name }
  if (sha256) return { kind: 'file', path: name, sha256, ...(task && { task: task as ModelTask }) }
  throw new DynoError('KD_USAGE', `${name} needs a checksum, so that it is clear which model is served`, {
    hint: `kubedyno serve ${name} --sha256 "$(sha256sum < ${name} | cut -c1-64)"`,
  })
}

/** What the replica feeds itself; null without `--self`. */
function ownDemand(context: Context): Demand | null {
  const asked = context.option('self')
  if (asked === null) return null
  if (asked === 'max') return { kind: 'max' }
  const ratePerSecond = Number(asked.replace(/\/s$/, ''))
  if (ratePerSecond > 0 && ratePerSecond <= 1_000_000) return { kind: 'rate', ratePerSecond, arrivals: 'constant' }
  throw new DynoError('KD_USAGE', `--self ${asked} is no rate`, { hint: 'give inferences per second, such as --self 20, or --self max' })
}

function feeding(demand: Demand, { effects }: Context): ReplicaCommand {
  const originNs = String(effects.clock.monotonicNs())
  return { type: 'feed', phase: 0, demand, seed: 1, originNs, fromMs: 0, untilMs: Number.POSITIVE_INFINITY }
}

function tlsFiles(context: Context): TlsFiles | null {
  const [certificate, key] = [context.option('tls-cert'), context.option('tls-key')]
  if (certificate && key) return { certificate, key }
  if (!certificate && !key) return null
  throw new DynoError('KD_USAGE', `--tls-cert and --tls-key go together, and --tls-${certificate ? 'key' : 'cert'} is missing`, {
    hint: 'give both for HTTPS, or none for plain HTTP',
  })
}

function hintOf({ hint }: { hint: string | null }): { hint?: string } {
  return hint === null ? {} : { hint }
}
