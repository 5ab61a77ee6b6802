import type { IncomingMessage } from 'node:http'
import { kubedynoVersion } from '../../base/version.ts'
import type { BuiltModel } from '../contract.ts'
import type { ModelQueue } from '../model/model-queue.ts'
import { decodeRequest } from './decode-request.ts'
import { encodeAnswer } from './encode-answer.ts'
import type { Reader } from './reading.ts'
import { RequestError } from './request-error.ts'

/** The path of a model and its pages in the Open Inference Protocol v2. */
export function openInferencePages(model: BuiltModel, queue: ModelQueue, isDraining: () => boolean): Map<string, () => object> {
  const path = modelPath(model)
  const readiness = (body: object) => {
    if (isDraining()) throw new RequestError(503, 'the server is draining')
    if (!queue.isReady()) throw new RequestError(503, 'the model is loading')
    return body
  }
  const server = { name: 'kubedyno', version: kubedynoVersion(), extensions: ['binary_tensor_data'] }
  const { synthetic, weights, sha256, parameters } = model
  const metadata = {
    name: model.name,
    versions: ['1'],
    platform: 'onnxruntime_onnx',
    inputs: queue.inputs,
    outputs: queue.outputs,
    parameters: { synthetic, weights, sha256, parameters },
  }
  return new Map<string, () => object>([
    ['/v2', () => server],
    ['/v2/health/live', () => ({ live: true })],
    ['/v2/health/ready', () => readiness({ ready: true })],
    [path, () => metadata],
    [`${path}/ready`, () => readiness({ name: model.name, ready: true })],
  ])
}

/** Where the pages of a model lie. */
export function modelPath({ name }: BuiltModel): string {
  return `/v2/models/${encodeURIComponent(name)}`
}

/** Reads inference requests of the Open Inference Protocol. */
export function openInferenceReader({ name }: BuiltModel, queue: ModelQueue): Reader {
  return (body, request) => {
    const asked = decodeRequest(body, headerOf(request, 'inference-header-content-length'), queue)
    return {
      inputs: asked.inputs,
      deadlineMs: asked.timeoutMs,
      encode: (outputs) => encodeAnswer(name, asked, queue.outputs, outputs),
    }
  }
}

function headerOf(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name]
  return Array.isArray(value) ? value.join(',') : value
}
