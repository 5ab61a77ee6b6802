import { Worker } from 'node:worker_threads'
import { DynoError, messageOf } from '../base/errors.ts'
import { siblingModule } from '../base/sibling-module.ts'
import type { LoadHandle, LoadOptions, LoadOutcome } from './contract.ts'
import type { DriverCommand, DriverMessage, DriverOrder } from './messages.ts'
import { progressMeter } from './progress-meter.ts'

/**
 * Starts to drive a load over HTTP and resolves once the driver is ready to send. The driver is a thread of its own, so that neither
 * the writing of results nor sampling holds up a request; requests begin at the origin, or at once and late when that is over already.
 */
export function startLoad(options: LoadOptions): Promise<LoadHandle> {
  const { load, seed, origin, target, endpoints, onBatch, onProgress, onPhase } = options
  const flatOut = load.phases.find(({ demand }) => demand.kind === 'max')
  if (flatOut) return Promise.reject(noFlatOut(flatOut.name))

  const order: DriverOrder = { load, seed, origin, target, endpoints }
  const worker = new Worker(siblingModule(import.meta.url, './driver-worker'), { workerData: order, name: 'kubedyno-load' })
  const tell = (command: DriverCommand) => worker.postMessage(command)
  const replicas = endpoints.map(({ replica }) => replica)
  const retiring = new Map<string, { done: Promise<void>; resolve(): void }>()
  const progress = progressMeter()

  return new Promise<LoadHandle>((resolveHandle, rejectHandle) => {
    let outcome: LoadOutcome | null = null
    let fault: unknown = null
    let over = false

    const done = new Promise<LoadOutcome>((resolve, reject) => {
      worker.on('error', (error) => {
        fault ??= error
      })
      worker.on('exit', () => {
        over = true
        for (const { resolve } of retiring.values()) resolve()
        if (outcome && fault === null) return resolve(outcome)
        const error = driverFailed(fault)
        reject(error)
        rejectHandle(error)
      })
    })
    done.catch(() => {})

    const hear = (message: DriverMessage) => {
      switch (message.type) {
        case 'ready':
          return resolveHandle({
            done,
            threadIds: message.threadId === null ? [] : [message.threadId],
            stop: () => tell({ type: 'stop' }),
            add(endpoint) {
              replicas.push(endpoint.replica)
              tell({ type: 'add', endpoint })
            },
            retire(replica) {
              if (over) return Promise.resolve()
              const known = retiring.get(replica)
              if (known) return known.done
              let resolve = () => {}
              const done = new Promise<void>((settle) => {
                resolve = settle
              })
              retiring.set(replica, { done, resolve })
              tell({ type: 'retire', replica })
              return done
            },
          })
        case 'phase':
          return onPhase(message.phase, message.edge)
        case 'batch':
          progress.add(message.batch)
          return onBatch(message.batch, replicas)
        case 'beat':
          return onProgress(progress.take(message.beat))
        case 'retired':
          return retiring.get(message.replica)?.resolve()
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
  })
}

function noFlatOut(phase: string): DynoError {
  return new DynoError('KD_SPEC_INVALID', `phase ${phase}: demand max is not for a load over HTTP`, {
    hint: 'give a rate, or a number of clients for a closed loop; max is for source: self',
    path: 'load.phases',
  })
}

function driverFailed(cause: unknown): DynoError {
  const reason = cause === null ? 'its thread ended early' : messageOf(cause)
  return new DynoError('KD_RUN_FAILED', `the load driver failed: ${reason}`, {
    cause,
    hint: 'what was recorded until then is kept; run the same command again to repeat this run',
  })
}
