import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Clock } from '../../base/effects.ts'
import type { Outcome, ServingMetrics, StageTimes } from '../metrics/serving-metrics.ts'
import { type StepMeter, stepMeter } from '../metrics/step-meter.ts'
import type { Job } from '../model/batch.ts'
import type { Inference } from '../model/model-process.ts'
import type { ModelQueue } from '../model/model-queue.ts'
import { readBody } from './read-body.ts'
import type { EncodedAnswer, Reader, Reading } from './reading.ts'
import { RequestError } from './request-error.ts'
import { sendEncoded, sendError } from './send.ts'

/** What requests are answered with. */
export interface Answering {
  queue: ModelQueue
  queueCapacity: number
  deadlineMs: number | null
  metrics: ServingMetrics
  clock: Clock
}

/** A limit that a request sets itself, in milliseconds from its arrival. */
const deadlineHeader = 'x-deadline-ms'

/** Answers requests for an inference: reads them with `reader`, lets the model infer, and counts how each one ended, once. */
export function answerer(reader: Reader, { queue, queueCapacity, deadlineMs, metrics, clock }: Answering) {
  let beingRead = 0
  return (request: IncomingMessage, response: ServerResponse): void => {
    const arrivedMs = nowMs(clock)
    const meter = stepMeter()
    let job: Job | null = null
    let timer: NodeJS.Timeout | undefined
    let hasBody = false
    let isOver = false
    const end = (outcome: Outcome) => {
      if (isOver) return false
      isOver = true
      clearTimeout(timer)
      metrics.count(outcome)
      return true
    }
    const refuse = (error: unknown) => {
      if (end(outcomeOf(error))) sendError(response, error)
    }
    const limit = (ms: number) => {
      clearTimeout(timer)
      timer = setTimeout(
        () => {
          if (job) queue.cancel(job)
          refuse(hasBody ? tooLate(ms) : tooSlow(ms))
        },
        Math.max(0, arrivedMs + ms - nowMs(clock)),
      )
    }
    const finish = ({ encode }: Reading, decodedMs: number, inference: Inference) => {
      if (isOver) return
      if (inference.kind === 'failed') return refuse(new RequestError(500, inference.message))
      let encoded: EncodedAnswer
      try {
        encoded = encode(inference.outputs)
      } catch (error) {
        return refuse(error)
      }
      const { startedMs, endedMs } = inference
      const stages = { decode: decodedMs - arrivedMs, queue: startedMs - decodedMs, infer: endedMs - startedMs, encode: 0 }
      stages.encode = nowMs(clock) - endedMs
      for (const [index, step] of queue.steps.entries()) meter.add(step, inference.stepsMs[index] ?? 0)
      end('ok')
      metrics.answered(stages, meter.taken)
      sendEncoded(response, encoded, ['server-timing', timing(stages, meter)])
    }
    const infer = (reading: Reading) => {
      if (isOver) return
      const decodedMs = nowMs(clock)
      if (reading.deadlineMs !== undefined) limit(Math.min(reading.deadlineMs, allowedMs ?? Number.POSITIVE_INFINITY))
      job = { inputs: reading.inputs, onEnd: (inference) => finish(reading, decodedMs, inference) }
      queue.add(job)
    }

    let allowedMs: number | null
    try {
      allowedMs = askedDeadline(request, deadlineMs)
    } catch (error) {
      request.resume()
      refuse(error)
      return
    }
    if (allowedMs !== null) limit(allowedMs)
    response.on('close', () => {
      if (end('cancelled') && job) queue.cancel(job)
    })
    readBody(request, (body) => {
      hasBody = true
      if (body === null) return void end('cancelled')
      if (isOver) return
      try {
        if (body instanceof RequestError) throw body
        if (queue.depth() + beingRead >= queueCapacity) {
          throw new RequestError(429, 'too many requests wait for the model', { 'retry-after': '1' })
        }
        const reading = reader(body, request, meter)
        if (!(reading instanceof Promise)) return infer(reading)
        beingRead++
        reading.finally(() => beingRead--).then(infer, refuse)
      } catch (error) {
        refuse(error)
      }
    })
  }
}

/** The shorter one of the server's limit and the request's own. */
function askedDeadline(request: IncomingMessage, deadlineMs: number | null): number | null {
  const asked = request.headers[deadlineHeader]
  if (asked === undefined) return deadlineMs
  const ms = Number(asked)
  if (!(ms > 0 && ms <= longestDeadlineMs)) throw new RequestError(400, `${deadlineHeader} must be a number of milliseconds above 0`)
  return Math.min(ms, deadlineMs ?? ms)
}

const longestDeadlineMs = 86_400_000

function tooLate(ms: number): RequestError {
  return new RequestError(504, `there was no answer within ${Math.round(ms)} ms`)
}

function tooSlow(ms: number): RequestError {
  return new RequestError(408, `the body was not there within ${Math.round(ms)} ms`, { connection: 'close' })
}

function outcomeOf(error: unknown): Outcome {
  const status = error instanceof RequestError ? error.status : 500
  if (status === 429) return 'overloaded'
  if (status === 503) return 'unavailable'
  if (status === 408 || status === 504) return 'expired'
  return status >= 500 ? 'failed' : 'bad_request'
}

/** The value of `Server-Timing`: the four stages, which add up to the time in the server, and then the steps that lie within them. */
function timing(stages: StageTimes, { taken }: StepMeter): string {
  return [...Object.entries(stages), ...taken].map(([name, ms]) => `${name};dur=${Math.round(ms * 1000) / 1000}`).join(', ')
}

function nowMs(clock: Clock): number {
  return Number(clock.monotonicNs()) / 1e6
}
