import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Clock } from '../../base/effects.ts'
import { kubedynoVersion } from '../../base/version.ts'
import type { BuiltModel } from '../contract.ts'
import type { Outcome, ServingMetrics } from '../metrics/serving-metrics.ts'
import type { Inference } from '../model/model-process.ts'
import type { Job, ModelQueue } from '../model/model-queue.ts'
import { type TlsSecret, webServer } from '../web-server.ts'
import { decodeRequest, type InferRequest } from './decode-request.ts'
import { type EncodedAnswer, encodeAnswer } from './encode-answer.ts'
import { readBody } from './read-body.ts'
import { RequestError } from './request-error.ts'

export interface InferenceServerOptions {
  model: BuiltModel
  queue: ModelQueue
  queueCapacity: number
  metrics: ServingMetrics
  clock: Clock
  /** With it, HTTPS. */
  tls: TlsSecret | null
  /** True once nothing new is wanted: what still comes is answered, and its connection closed. */
  isDraining(): boolean
}

const longKeepAliveMs = 3_600_000

/** A server that speaks the Open Inference Protocol v2 for one model; it is not listening yet. */
export function inferenceServer(options: InferenceServerOptions): Server {
  const { model, queue, isDraining } = options
  const path = `/v2/models/${encodeURIComponent(model.name)}`
  const isReady = () => queue.isReady() && !isDraining()
  const server = { name: 'kubedyno', version: kubedynoVersion(), extensions: ['binary_tensor_data'] }
  const metadata = { name: model.name, versions: ['1'], platform: 'onnxruntime_onnx', inputs: queue.inputs, outputs: queue.outputs }
  const readiness = (body: object) => {
    if (!isReady()) throw new RequestError(503, isDraining() ? 'the server is draining' : 'the model is loading')
    return body
  }
  const pages = new Map<string, () => object>([
    ['/v2', () => server],
    ['/v2/health/live', () => ({ live: true })],
    ['/v2/health/ready', () => readiness({ ready: true })],
    [path, () => metadata],
    [`${path}/ready`, () => readiness({ name: model.name, ready: true })],
  ])
  const infers = `${path}/infer`

  const handle = (request: IncomingMessage, response: ServerResponse) => {
    const url = pathOf(request.url ?? '')
    const wanted = url.startsWith(`${path}/versions/1`) ? path + url.slice(path.length + '/versions/1'.length) : url
    if (isDraining()) response.setHeader('connection', 'close')
    if (wanted === infers && request.method === 'POST') return infer(request, response, options)
    try {
      const page = pages.get(wanted)
      const allowed = wanted === infers ? 'POST' : 'GET, HEAD'
      if (!page && wanted !== infers) throw new RequestError(404, unknownPath(wanted, model.name))
      if (!page || !(request.method === 'GET' || request.method === 'HEAD')) {
        throw new RequestError(405, `${request.method} is not for ${wanted}`, { allow: allowed })
      }
      sendJson(response, 200, JSON.stringify(page()))
    } catch (error) {
      sendError(response, error)
    }
    request.resume()
  }
  return webServer(handle, { noDelay: true, keepAliveTimeout: longKeepAliveMs }, options.tls)
}

/** Answers one inference request. */
function infer(request: IncomingMessage, response: ServerResponse, options: InferenceServerOptions): void {
  const { queue, queueCapacity, metrics, clock } = options
  const arrivedMs = nowMs(clock)
  let job: Job | null = null
  let isOver = false
  const end = (outcome: Outcome) => {
    if (isOver) return false
    isOver = true
    metrics.count(outcome)
    return true
  }
  const refuse = (error: unknown) => {
    if (end(outcomeOf(error))) sendError(response, error)
  }
  response.on('close', () => {
    if (end('cancelled') && job) queue.cancel(job)
  })
  readBody(request, (body) => {
    if (body === null) return void end('cancelled')
    if (isOver) return
    try {
      if (body instanceof RequestError) throw body
      if (queue.depth() >= queueCapacity) throw new RequestError(429, 'too many requests wait for the model', { 'retry-after': '1' })
      const asked = decodeRequest(body, headerOf(request, 'inference-header-content-length'), queue)
      const decodedMs = nowMs(clock)
      job = { inputs: asked.inputs, onEnd: (inference) => finish(asked, decodedMs, inference) }
      queue.add(job)
    } catch (error) {
      refuse(error)
    }
  })
  const finish = (asked: InferRequest, decodedMs: number, inference: Inference) => {
    if (isOver) return
    if (inference.kind === 'failed') return refuse(new RequestError(500, inference.message))
    let encoded: EncodedAnswer
    try {
      encoded = encodeAnswer(options.model.name, asked, queue.outputs, inference.outputs)
    } catch (error) {
      return refuse(error)
    }
    const { body, headLength } = encoded
    const { startedMs, endedMs } = inference
    const stages = {
      decode: decodedMs - arrivedMs,
      queue: startedMs - decodedMs,
      infer: endedMs - startedMs,
      encode: nowMs(clock) - endedMs,
    }
    end('ok')
    metrics.answered(stages)
    const headers = [
      'content-type',
      headLength === null ? 'application/json' : 'application/octet-stream',
      'content-length',
      Buffer.byteLength(body),
      'server-timing',
      `decode;dur=${written(stages.decode)}, queue;dur=${written(stages.queue)}, infer;dur=${written(stages.infer)}, encode;dur=${written(stages.encode)}`,
    ]
    if (headLength !== null) headers.push('inference-header-content-length', headLength)
    response.writeHead(200, headers)
    response.end(body)
  }
}

/** Milliseconds to the microsecond. */
function written(stageMs: number): number {
  return Math.round(stageMs * 1000) / 1000
}

function outcomeOf(error: unknown): Outcome {
  const status = error instanceof RequestError ? error.status : 500
  if (status === 429) return 'overloaded'
  if (status === 503) return 'unavailable'
  return status >= 500 ? 'failed' : 'bad_request'
}

function sendError(response: ServerResponse, error: unknown): void {
  if (!(error instanceof RequestError)) console.error(error)
  const { status, message, headers } = error instanceof RequestError ? error : new RequestError(500, 'the server has a fault')
  sendJson(response, status, JSON.stringify({ error: message }), headers)
}

function sendJson(response: ServerResponse, status: number, body: string, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body), ...headers })
  response.end(body)
}

function unknownPath(path: string, modelName: string): string {
  return `nothing is at ${path}; the model here is /v2/models/${modelName}`
}

function pathOf(url: string): string {
  const query = url.indexOf('?')
  return query < 0 ? url : url.slice(0, query)
}

function headerOf(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name]
  return Array.isArray(value) ? value.join(',') : value
}

function nowMs(clock: Clock): number {
  return Number(clock.monotonicNs()) / 1e6
}
