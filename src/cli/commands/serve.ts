import { availableParallelism } from 'node:os'
import process from 'node:process'
import { DynoError } from '../../base/errors.ts'
import type { ReplicaCommand, ReplicaMessage, ReplicaOptions } from '../../serving/index.ts'
import type { ModelChoice, TlsFiles } from '../../spec/index.ts'
import type { Command, Context } from '../command.ts'
import { stopSignals } from '../stop-signals.ts'

export const serve: Command = {
  name: 'serve',
  summary: 'serve one model over HTTP until told to stop, as a replica does',
  details:
    'It speaks the Open Inference Protocol v2, as JSON or with binary tensors, and gives its metrics to Prometheus on a port of their own.\nCtrl-C or SIGTERM: requests that were accepted are answered first.',
  arguments: [{ name: 'MODEL', help: 'resnet50, tiny, or the path of an ONNX file', required: true, offers: 'files' }],
  options: [
    { name: 'sha256', value: 'SUM', help: 'the checksum of an ONNX file, which it must have' },
    {
      name: 'host',
      value: 'ADDRESS',
      help: 'the address to listen on; others than loopback can be reached from outside',
      default: '127.0.0.1',
    },
    { name: 'port', value: 'PORT', help: 'where requests go; 0 takes a free port', default: '8080' },
    { name: 'metrics-port', value: 'PORT', help: 'where metrics are; 0 takes a free port', default: '8000' },
    { name: 'threads', value: 'N', help: 'threads of one inference; as many as the machine has, unless told otherwise' },
    { name: 'queue', value: 'N', help: 'requests that may wait; more are answered with 429', default: '256' },
    { name: 'tls-cert', value: 'FILE', help: 'a certificate (PEM): serve HTTPS with it, requests and metrics alike' },
    { name: 'tls-key', value: 'FILE', help: 'the key of the certificate (PEM, without a passphrase)' },
    { name: 'app', value: 'NAME', help: 'the `app` label of the metrics; the name of the model, unless told otherwise' },
  ],
  formats: [],
  examples: [
    { line: 'kubedyno serve resnet50', does: 'serve ResNet50 on port 8080 of this machine' },
    { line: 'kubedyno serve model.onnx --sha256 a3f1…', does: 'serve a model of your own' },
    { line: 'kubedyno serve tiny --tls-cert server.pem --tls-key server.key', does: 'serve HTTPS' },
  ],
  async run(context) {
    const { buildModel, checkTlsFiles, runReplica } = await import('../../serving/index.ts')
    const choice = modelChoice(context.argument(0) ?? '', context.option('sha256'))
    const places = { baseFolder: process.cwd(), cacheFolder: context.cacheFolder }
    const numbers = {
      port: wholeNumber(context, 'port', 0, 65_535),
      metricsPort: wholeNumber(context, 'metrics-port', 0, 65_535),
      threads: context.option('threads') ? wholeNumber(context, 'threads', 1, 1024) : availableParallelism(),
      queueCapacity: wholeNumber(context, 'queue', 1, 1_000_000),
    }
    const files = tlsFiles(context)
    const tls = files && { tls: checkTlsFiles(files, { baseFolder: process.cwd(), host: null }, context.effects).files }
    const model = await buildModel(choice, places, context.effects)
    const names = { app: context.option('app') ?? model.name, host: context.option('host') ?? '' }
    const plain = { device: 'cpu', batching: { maxBatchSize: 1, maxQueueDelayMs: 0 }, deadlineMs: null } as const
    const options: ReplicaOptions = { model, ...names, ...numbers, ...plain, ...tls }

    let failure: DynoError | null = null
    let hear = (_command: ReplicaCommand) => {}
    const stop = stopSignals(() => {
      tell(context, 'no new requests; those that were accepted are answered. Ctrl-C again ends at once.')
      hear({ type: 'drain' })
    })
    const say = async (message: ReplicaMessage) => {
      if (message.type === 'ready') tellReady(context, options, message)
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
  { port, metricsPort }: { port: number; metricsPort: number },
): void {
  const server = `${tls ? 'https' : 'http'}://${host.includes(':') ? `[${host}]` : host}`
  tell(context, `${model.name} is ready at ${server}:${port}/v2/models/${model.name}/infer`)
  tell(context, `metrics are at ${server}:${metricsPort}/metrics`)
  context.next(`curl ${tls ? `--cacert ${tls.certificate} ` : ''}${server}:${port}/v2/models/${model.name}`)
}

function tell({ screen }: Context, line: string): void {
  if (!screen.quiet) screen.err(`${line}\n`)
}

function modelChoice(name: string, sha256: string | null): ModelChoice {
  if (!name.endsWith('.onnx') && !name.includes('/')) return { kind: 'catalogue', name }
  if (sha256) return { kind: 'file', path: name, sha256 }
  throw new DynoError('KD_USAGE', `${name} needs a checksum, so that it is clear which model is served`, {
    hint: `kubedyno serve ${name} --sha256 "$(sha256sum < ${name} | cut -c1-64)"`,
  })
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

function wholeNumber(context: Context, name: string, least: number, most: number): number {
  const text = context.option(name) ?? ''
  const value = Number(text)
  if (/^\d+$/.test(text) && value >= least && value <= most) return value
  throw new DynoError('KD_USAGE', `--${name} ${text} is no whole number from ${least} to ${most}`, {
    hint: `such as --${name} ${least + 1}`,
  })
}
