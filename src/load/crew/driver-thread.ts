import { Worker } from 'node:worker_threads'
import { DynoError, messageOf } from '../../base/errors.ts'
import { siblingModule } from '../../base/sibling-module.ts'
import type { LoadHandle, LoadOptions, LoadOutcome } from '../contract.ts'
import type { Beat, DriverCommand, DriverMessage, DriverOrder } from '../driver/messages.ts'
import { openRetirements } from './retirements.ts'

interface DriverListener extends Pick<LoadOptions, 'onBatch' | 'onPhase'> {
  onBeat(beat: Beat, over?: 'over'): void
}

/** A driver at work in a thread of its own. */
export interface DriverThread extends Pick<LoadHandle, 'add' | 'retire' | 'done' | 'stop'> {
  /** Resolves once it can send, to its number in the operating system; null where that does not tell. */
  ready: Promise<number | null>
  /** Ends it at once, whatever is under way; `done` rejects. */
  end(): void
}

/** Requests live for milliseconds, so a small nursery does; a large one grows before it is swept. */
const resourceLimits = { maxYoungGenerationSizeMb: 12 }

/** Starts a thread that drives a share of a load. */
export function startDriverThread(order: DriverOrder, { onBatch, onPhase, onBeat }: DriverListener): DriverThread {
  const worker = new Worker(siblingModule(import.meta.url, '../driver/driver-worker'), {
    workerData: order,
    name: 'kubedyno-load',
    resourceLimits,
  })
  const tell = (command: DriverCommand) => worker.postMessage(command)
  const replicas = order.endpoints.map(({ replica }) => replica)
  const retirements = openRetirements((replica) => tell({ type: 'retire', replica }))
  let outcome: LoadOutcome | null = null
  let fault: unknown = null
  let isReady: (threadId: number | null) => void = () => {}

  const hear = (message: DriverMessage) => {
    switch (message.type) {
      case 'ready':
        return isReady(message.threadId)
      case 'phase':
        return onPhase(message.phase, message.edge)
      case 'batch':
        return onBatch(message.batch, replicas)
      case 'beat':
        return onBeat(message.beat)
      case 'retired':
        return retirements.finish(message.replica)
      case 'ended':
        outcome = message.outcome
        return onBeat(message.beat, 'over')
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
  const ready = new Promise<number | null>((resolve, reject) => {
    isReady = resolve
    done.catch(reject)
  })
  return {
    ready,
    done,
    add(endpoint) {
      replicas.push(endpoint.replica)
      tell({ type: 'add', endpoint })
    },
    retire: retirements.of,
    stop: () => tell({ type: 'stop' }),
    end: () => void worker.terminate(),
  }
}

function driverFailed(cause: unknown): DynoError {
  if (cause instanceof DynoError) return cause
  const reason = cause === null ? 'its thread ended early' : messageOf(cause)
  return new DynoError('KD_RUN_FAILED', `the load driver failed: ${reason}`, {
    cause,
    hint: 'what was recorded until then is kept; run the same command again to repeat this run',
  })
}
