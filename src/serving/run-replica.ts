import { once } from 'node:events'
import type { Server } from 'node:http'
import process from 'node:process'
import { type Effects, realEffects } from '../base/effects.ts'
import { DynoError, messageOf } from '../base/errors.ts'
import type { ReplicaCommand, ReplicaMessage, ReplicaOptions } from './contract.ts'
import { listen } from './listen.ts'
import { metricsServer } from './metrics/metrics-server.ts'
import { ownUsage, usageOf } from './metrics/process-metrics.ts'
import { servingMetrics } from './metrics/serving-metrics.ts'
import { deviceError } from './model/device-error.ts'
import { type ModelQueue, openModelQueue } from './model/model-queue.ts'
import { inferenceServer } from './protocol/inference-server.ts'
import { type FeedCommand, feedItself } from './self-feeding.ts'
import { openService } from './service/open-service.ts'
import { readTlsFiles } from './tls-files.ts'

/** The one who started a replica, and hears of it. */
export interface ReplicaOwner {
  /** Resolves once the message is on its way. */
  say(message: ReplicaMessage): Promise<void>
  /** Is given the place where commands go to. */
  listen(hear: (command: ReplicaCommand) => void): void
}

/** Serves one model in this process until told to drain; resolves when every accepted request is answered and the model process is gone. */
export async function runReplica(options: ReplicaOptions, owner: ReplicaOwner, effects: Effects = realEffects): Promise<void> {
  const { model, host } = options
  const ending = new AbortController()
  const metrics = servingMetrics(options.app, model, options.tritonMetrics)
  const service = openService(model)
  let fault: Extract<ReplicaMessage, { type: 'failed' }> | null = null
  const fail = (error: unknown) => {
    fault ??= failure(error)
    ending.abort()
  }
  owner.listen((command) => {
    if (command.type === 'drain') ending.abort()
    else feedings.push(command)
  })
  const feedings = feedQueue(
    (command) => feedItself(command, { model, queue, service, metrics }, owner.say, effects.clock, ending.signal),
    fail,
  )

  let queue: ModelQueue
  const servers: Server[] = []
  try {
    queue = await openModelQueue({
      program: model.program,
      threads: options.threads,
      device: options.device,
      warmUp: model.sizes,
      batching: options.batching,
      onBatch: metrics.batch,
      onRestarted: (reason) => {
        metrics.restarted()
        void owner.say({ type: 'model-restarted', reason, pids: [process.pid, queue.pid()] })
      },
      onBroken: (error) => fail(new DynoError('KD_REPLICA_FAILED', `the model process cannot be started again: ${error.message}`)),
    })
  } catch (error) {
    return await owner.say(failure(options.device === 'cpu' ? error : deviceError(options.device, error)))
  }
  try {
    const isDraining = () => ending.signal.aborted
    const tls = options.tls ? readTlsFiles(options.tls, effects) : null
    const inference = inferenceServer({ ...options, tls, queue, service, metrics, clock: effects.clock, isDraining })
    const processes = () => ({ server: ownUsage(), model: usageOf(queue.pid()) })
    const exposition = metricsServer(() => metrics.text({ queueDepth: queue.depth(), processes: processes() }), tls)
    servers.push(inference, exposition)
    const port = await listen(inference, host, options.port)
    const metricsPort = await listen(exposition, host, options.metricsPort)
    const route = service && { path: service.path, contentTypes: service.contentTypes }
    await owner.say({ type: 'ready', port, metricsPort, pids: [process.pid, queue.pid()], route })
    if (!isDraining()) await once(ending.signal, 'abort')
    await quiet(inference)
    await closed(inference)
    await feedings.idle()
  } catch (error) {
    fail(error)
  }
  for (const server of servers) server.close().closeAllConnections()
  await queue.close()
  if (fault) await owner.say(fault)
}

/**
 * Waits until nothing comes any more, though not for long: requests that were sent before the end was asked for may lie in connections that
 * are not accepted or not read yet, and closing tears those off.
 */
async function quiet(server: Server): Promise<void> {
  let isQuiet = false
  const stir = () => {
    isQuiet = false
  }
  server.on('connection', stir).on('request', stir)
  for (let round = 0; round < quietRounds.most && !isQuiet; round++) {
    isQuiet = true
    await new Promise((resolve) => setTimeout(resolve, quietRounds.eachMs))
    await new Promise((resolve) => setImmediate(resolve))
  }
}

const quietRounds = { eachMs: 50, most: 20 }

/** Takes nothing new and waits for what is under way; a connection that is kept alive is not. */
async function closed(server: Server): Promise<void> {
  const isClosed = once(server, 'close')
  server.close()
  const closing = setInterval(() => server.closeIdleConnections(), 20)
  await isClosed
  clearInterval(closing)
}

function failure(error: unknown): Extract<ReplicaMessage, { type: 'failed' }> {
  if (error instanceof DynoError) return { type: 'failed', code: error.code, message: error.message, hint: error.hint ?? null }
  return { type: 'failed', code: 'KD_REPLICA_FAILED', message: messageOf(error), hint: null }
}

/** Carries feed commands out, one after the other. */
function feedQueue(feed: (command: FeedCommand) => Promise<void>, onFault: (error: unknown) => void) {
  let last = Promise.resolve()
  return {
    push: (command: FeedCommand) => {
      last = last.then(() => feed(command)).catch(onFault)
    },
    idle: () => last,
  }
}
