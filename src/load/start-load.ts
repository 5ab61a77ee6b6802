import { Worker } from 'node:worker_threads'
import { DynoError, messageOf } from '../base/errors.ts'
import { siblingModule } from '../base/sibling-module.ts'
import type { LoadHandle, LoadOptions, LoadOutcome } from './contract.ts'
import type { DriverCommand, DriverMessage, DriverOrder } from './messages.ts'
import { progressMeter } from './progress-meter.ts'
import { openRetirements } from './retirements.ts'
import { scheduleOf } from './schedule.ts'

/** Requests live for milliseconds, so a small nursery does; a large one grows before it is swept. */
const resourceLimits = { maxYoungGenerationSizeMb: 12 }

/**
 * Starts to drive a load over HTTP and resolves once the driver is ready to send. The driver is a thread of its own, so that neither
 * the writing of results nor sampling holds up a request; requests begin at the origin, or at once and late when that is over already.
 */
export async function startLoad(options: LoadOptions): Promise<LoadHandle> {
  const { load, seed, schedule = scheduleOf(load, seed), origin, target, endpoints, onBatch, onProgress, onPhase } = options
  for (const { name, demand } of load.phases) if (demand.kind === 'max') throw notFlatOut(name)

  const order: DriverOrder = { load, schedule, seed, origin, target, endpoints }
  const worker = new Worker(siblingModule(import.meta.url, './driver-worker'), { workerData: order, name: 'kubedyno-load', resourceLimits })
  const tell = (command: DriverCommand) => worker.postMessage(command)
  const replicas = endpoints.map(({ replica }) => replica)
  const retirements = openRetirements((replica) => tell({ type: 'retire', replica }))
  const progress = progressMeter()
  let outcome: LoadOutcome | null = null
  let fault: unknown = null
  let ready: (threadId: number | null) => void = () => {}

  const hear = (message: DriverMessage) => {
    switch (message.type) {
      case 'ready':
        return ready(message.threadId)
      case 'phase':
        return onPhase(message.phase, message.edge)
      case 'batch':
        progress.add(message.batch)
        return onBatch(message.batch, replicas)
      case 'beat':
        return onProgress(progress.take(message.beat))
      case 'retired':
        return retirements.finish(message.replica)
      case 'ended':
        outcome = message.outcome
    }
  }
  worker.on('message', (message: DriverMessage) => {
    try {
      hear(message)
    } catch (error) {
      fault ??= error
      void worker.terminate()
    }
  })
  worker.on('error', (error) => {
    fault ??= error
  })
  const done = new Promise<LoadOutcome>((resolve, reject) => {
    worker.on('exit', () => {
      retirements.finishAll()
      if (outcome && fault === null) resolve(outcome)
      else reject(driverFailed(fault))
    })
  })
  const threadId = await new Promise<number | null>((resolve, reject) => {
    ready = resolve
    done.catch(reject)
  })
  return {
    done,
    threadIds: threadId === null ? [] : [threadId],
    add(endpoint) {
      replicas.push(endpoint.replica)
      tell({ type: 'add', endpoint })
    },
    retire: retirements.of,
    stop: () => tell({ type: 'stop' }),
  }
}

function notFlatOut(phase: string): DynoError {
  return new DynoError('KD_SPEC_INVALID', `phase ${phase}: demand max is not for a load over HTTP`, {
    hint: 'give a rate, or a number of clients for a closed loop; max is for source: self',
    path: 'load.phases',
  })
}

function driverFailed(cause: unknown): DynoError {
  if (cause instanceof DynoError) return cause
  const reason = cause === null ? 'its thread ended early' : messageOf(cause)
  return new DynoError('KD_RUN_FAILED', `the load driver failed: ${reason}`, {
    cause,
    hint: 'what was recorded until then is kept; run the same command again to repeat this run',
  })
}
