import type { TensorSpec } from '../contract.ts'
import type { WireTensor } from './frame.ts'
import { type Inference, type ModelProcess, startModelProcess } from './model-process.ts'

/** A piece of work for the model. */
export interface Job {
  inputs: readonly WireTensor[]
  onEnd(inference: Inference): void
}

/** A model that is kept alive, and the jobs that wait for it. */
export interface ModelQueue {
  inputs: readonly TensorSpec[]
  outputs: readonly TensorSpec[]
  pid(): number
  /** False while a new model process is loading. */
  isReady(): boolean
  /** Jobs that wait, the one that waits in the model process included. */
  depth(): number
  add(job: Job): void
  /** Takes a job out again, as long as it waits; its end is then not told. */
  cancel(job: Job): void
  /** Ends the model process once what it was handed is done. */
  close(): Promise<void>
  kill(): void
}

export interface ModelQueueOptions {
  path: string
  threads: number
  /** The model process died and its successor is ready. */
  onRestarted(reason: string): void
  /** The successor of a model process that died did not come up. */
  onBroken(error: Error): void
}

/** At most as many jobs are handed to the model process as it does in about a millisecond, but two, so that one is always there for it. */
const aheadMs = 1
const ahead = { least: 2, most: 32 }
/** What an inference is taken to need rises by so much at a time: one that was long because the machine was busy says little of the next. */
const typicalGrowth = 1.1

/** Loads a model in a process of its own, which has given one good inference when this resolves, and starts another one whenever it dies. */
export async function openModelQueue(options: ModelQueueOptions): Promise<ModelQueue> {
  const { path, threads } = options
  const waiting = new Set<Job>()
  let underWay = 0
  let aheadNow: number = ahead.least
  let typicalMs = Number.POSITIVE_INFINITY
  let isReady = false
  let isClosing = false
  let fault: string | null = null
  let model: ModelProcess

  const pump = () => {
    for (const job of waiting) {
      if (fault !== null) {
        waiting.delete(job)
        job.onEnd({ kind: 'failed', message: fault })
        continue
      }
      if (!isReady || underWay >= aheadNow) return
      waiting.delete(job)
      underWay++
      model.infer(job.inputs, (inference) => {
        underWay--
        if (inference.kind === 'answer') {
          typicalMs = Math.min(inference.endedMs - inference.startedMs, typicalMs * typicalGrowth)
          aheadNow = Math.min(ahead.most, Math.max(ahead.least, Math.floor(aheadMs / typicalMs)))
        }
        job.onEnd(inference)
        pump()
      })
    }
  }
  const start = () => {
    model = startModelProcess({ path, threads, warmUp: true }, (reason) => {
      if (!isReady || isClosing) return
      isReady = false
      start().then(
        () => {
          isReady = true
          options.onRestarted(reason)
          pump()
        },
        (error: Error) => {
          fault = error.message
          pump()
          if (!isClosing) options.onBroken(error)
        },
      )
    })
    return model.ready
  }
  const { inputs, outputs } = await start()
  isReady = true
  return {
    inputs,
    outputs,
    pid: () => model.pid,
    isReady: () => isReady,
    depth: () => waiting.size + Math.max(0, underWay - 1),
    add(job) {
      waiting.add(job)
      pump()
    },
    cancel: (job) => void waiting.delete(job),
    async close() {
      isClosing = true
      await model.close()
    },
    kill() {
      isClosing = true
      model.kill()
    },
  }
}
