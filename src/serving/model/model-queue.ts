import type { Batching } from '../../spec/index.ts'
import { type DeclaredTensor, specOf, type TensorSpec } from '../tensor/tensor.ts'
import { canBatch, first, type Job, joined, nextBatch, parted, rowsOf } from './batch.ts'
import type { ModelHostOptions } from './host-messages.ts'
import { type ModelProcess, startModelProcess } from './model-process.ts'

/** A model that is kept alive, and the jobs that wait for it. */
export interface ModelQueue {
  inputs: readonly TensorSpec[]
  outputs: readonly TensorSpec[]
  /** Names of the parts of an inference that are timed. */
  steps: readonly string[]
  pid(): number
  /** False while a new model process is loading. */
  isReady(): boolean
  /** Jobs that wait, those that wait in the model process included. */
  depth(): number
  add(job: Job): void
  /** Takes a job out again, as long as it waits; its end is then not told. */
  cancel(job: Job): void
  /** Ends the model process once what it was handed is done. */
  close(): Promise<void>
  kill(): void
}

export interface ModelQueueOptions extends ModelHostOptions {
  batching: Batching
  /** An inference is over that held so many rows. */
  onBatch(rows: number): void
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
  const { batching, onBatch, onRestarted, onBroken, ...hostOptions } = options
  const waiting = new Map<Job, number>()
  let underWay = 0
  let inferences = 0
  let aheadNow: number = ahead.least
  let typicalMs = Number.POSITIVE_INFINITY
  let isReady = false
  let isClosing = false
  let fault: string | null = null
  let model: ModelProcess
  let isDelayed = false

  const failAll = (message: string) => {
    for (const job of waiting.keys()) {
      waiting.delete(job)
      job.onEnd({ kind: 'failed', message })
    }
  }
  /** Batches are told their end when the next one is on its way: the model would wait while many answers are written. */
  const hand = (jobs: readonly Job[]) => {
    for (const job of jobs) waiting.delete(job)
    underWay += jobs.length
    inferences++
    const rows = jobs.map(({ inputs }) => (hasRows ? rowsOf(inputs) : 1))
    model.infer(joined(jobs.map(({ inputs }) => inputs)), (inference) => {
      underWay -= jobs.length
      inferences--
      if (inference.kind === 'answer') {
        typicalMs = Math.min(inference.endedMs - inference.startedMs, typicalMs * typicalGrowth)
        aheadNow = Math.min(ahead.most, Math.max(ahead.least, Math.floor(aheadMs / typicalMs)))
        onBatch(rows.reduce((sum, count) => sum + count, 0))
      }
      pump()
      const tell = () => {
        for (const [index, part] of parted(inference, rows).entries()) jobs[index]?.onEnd(part)
      }
      if (batches) setImmediate(tell)
      else tell()
    })
  }
  const pump = () => {
    if (fault !== null) return failAll(fault)
    while (waiting.size > 0 && isReady && inferences < (batches ? 1 : aheadNow)) {
      const { jobs, worthWaitingMs } = batches ? nextBatch(waiting, batching, performance.now()) : first(waiting)
      if (worthWaitingMs > 0) return pumpIn(worthWaitingMs)
      hand(jobs)
    }
  }
  const pumpIn = (ms: number) => {
    if (isDelayed) return
    isDelayed = true
    setTimeout(() => {
      isDelayed = false
      pump()
    }, ms)
  }
  const start = () => {
    model = startModelProcess(hostOptions, (reason) => {
      if (!isReady || isClosing) return
      isReady = false
      start().then(
        () => {
          isReady = true
          onRestarted(reason)
          pump()
        },
        (error: Error) => {
          fault = error.message
          pump()
          if (!isClosing) onBroken(error)
        },
      )
    })
    return model.ready
  }
  const signature = await start()
  const hasRows = canBatch(signature.inputs, signature.outputs)
  const batches = hasRows && batching.maxBatchSize > 1
  const specs = (tensors: readonly DeclaredTensor[]) => tensors.map(specOf)
  isReady = true
  return {
    inputs: specs(signature.inputs),
    outputs: specs(signature.outputs),
    steps: signature.steps,
    pid: () => model.pid,
    isReady: () => isReady,
    depth: () => waiting.size + Math.max(0, underWay - 1),
    add(job) {
      waiting.set(job, performance.now())
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
