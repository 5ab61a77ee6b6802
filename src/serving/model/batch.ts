import type { Batching } from '../../spec/index.ts'
import type { DeclaredTensor, WireTensor } from '../tensor/tensor.ts'
import type { Inference } from './model-process.ts'

/** A piece of work for the model. */
export interface Job {
  inputs: readonly WireTensor[]
  onEnd(inference: Inference): void
}

/** Jobs for the next inference, and for how long it is worth waiting for others before they are handed over. */
interface Batch {
  jobs: Job[]
  worthWaitingMs: number
}

/** The job that waits longest, alone; `waiting` says since when each job waits, the first one longest. */
export function first(waiting: ReadonlyMap<Job, number>): Batch {
  const [job] = waiting.keys()
  return { jobs: job ? [job] : [], worthWaitingMs: 0 }
}

/** The job that waits longest, with those right behind it that can share its inference. */
export function nextBatch(waiting: ReadonlyMap<Job, number>, { maxBatchSize, maxQueueDelayMs }: Batching, nowMs: number): Batch {
  const jobs: Job[] = []
  let rows = 0
  let sinceMs = nowMs
  for (const [job, addedMs] of waiting) {
    const [eldest] = jobs
    rows += rowsOf(job.inputs)
    if (eldest && (rows > maxBatchSize || !fitTogether(eldest.inputs, job.inputs))) return { jobs, worthWaitingMs: 0 }
    if (!eldest) sinceMs = addedMs
    jobs.push(job)
  }
  const leftMs = sinceMs + maxQueueDelayMs - nowMs
  return { jobs, worthWaitingMs: rows >= maxBatchSize ? 0 : Math.max(0, Math.ceil(leftMs)) }
}

/** Whether several requests can be one inference: the first dimension of every input and output is free. */
export function canBatch(inputs: readonly DeclaredTensor[], outputs: readonly DeclaredTensor[]): boolean {
  return [...inputs, ...outputs].every(({ shape }) => typeof shape[0] === 'string')
}

/** How many rows a request brings along. */
export function rowsOf([first]: readonly WireTensor[]): number {
  return first?.shape[0] ?? 1
}

/** Whether two requests can share an inference: but for the rows, their inputs have the same shapes. */
function fitTogether(one: readonly WireTensor[], other: readonly WireTensor[]): boolean {
  return one.every(({ shape }, index) => {
    const beside = other[index]?.shape
    return beside?.length === shape.length && shape.every((size, axis) => axis === 0 || beside[axis] === size)
  })
}

/** The inputs of several requests as those of one, row after row. */
export function joined(requests: readonly (readonly WireTensor[])[]): WireTensor[] {
  const [first] = requests
  if (!first || requests.length === 1) return [...(first ?? [])]
  const rows = requests.reduce((sum, inputs) => sum + rowsOf(inputs), 0)
  return first.map(({ index, shape }, place) => ({
    index,
    shape: [rows, ...shape.slice(1)],
    bytes: Buffer.concat(requests.map((inputs) => inputs[place]?.bytes ?? Buffer.alloc(0))),
  }))
}

/** What each of several requests got from their common inference, by the rows that each brought along. */
export function parted(inference: Inference, rows: readonly number[]): Inference[] {
  if (inference.kind === 'failed' || rows.length === 1) return rows.map(() => inference)
  const all = rows.reduce((sum, count) => sum + count, 0)
  let before = 0
  return rows.map((count) => {
    const [from, to] = [before, before + count]
    before = to
    const outputs = inference.outputs.map(({ index, shape, bytes }) => {
      const rowBytes = bytes.byteLength / all
      return { index, shape: [count, ...shape.slice(1)], bytes: bytes.subarray(from * rowBytes, to * rowBytes) }
    })
    return { ...inference, outputs }
  })
}
