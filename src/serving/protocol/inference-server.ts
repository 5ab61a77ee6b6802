import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { BuiltModel } from '../contract.ts'
import type { Service } from '../service/service.ts'
import { type TlsSecret, webServer } from '../web-server.ts'
import { type Answering, answerer } from './answer-request.ts'
import { naturalRoute } from './natural-route.ts'
import { modelPath, openInferencePages, openInferenceReader } from './open-inference.ts'
import { RequestError } from './request-error.ts'
import { sendError, sendJson } from './send.ts'

interface InferenceServerOptions extends Answering {
  model: BuiltModel
  /** The model's natural route; null when it is served as tensors only. */
  service: Service | null
  /** With it, HTTPS. */
  tls: TlsSecret | null
  /** True once nothing new is wanted: what still comes is answered, and its connection closed. */
  isDraining(): boolean
}

const longKeepAliveMs = 3_600_000

/** A server that answers for one model, by the Open Inference Protocol v2 and by its natural route; it is not listening yet. */
export function inferenceServer(options: InferenceServerOptions): Server {
  const { model, queue, service, isDraining } = options
  const path = modelPath(model)
  const pages = openInferencePages(model, queue, isDraining)
  const posts = new Map([[`${path}/infer`, answerer(openInferenceReader(model, queue), options)]])
  if (service) posts.set(service.path, answerer(naturalRoute(service, model), options))

  const handle = (request: IncomingMessage, response: ServerResponse) => {
    const url = pathOf(request.url ?? '')
    const wanted = url.startsWith(`${path}/versions/1`) ? path + url.slice(path.length + '/versions/1'.length) : url
    if (isDraining()) response.setHeader('connection', 'close')
    const post = posts.get(wanted)
    if (post && request.method === 'POST') return post(request, response)
    try {
      const page = pages.get(wanted)
      if (!page && !post) throw new RequestError(404, unknownPath(wanted, [path, ...posts.keys()]))
      if (!page || !(request.method === 'GET' || request.method === 'HEAD')) {
        throw new RequestError(405, `${request.method} is not for ${wanted}`, { allow: post ? 'POST' : 'GET, HEAD' })
      }
      sendJson(response, 200, JSON.stringify(page()))
    } catch (error) {
      sendError(response, error)
    }
    request.resume()
  }
  return webServer(handle, { noDelay: true, keepAliveTimeout: longKeepAliveMs }, options.tls)
}

function unknownPath(path: string, known: readonly string[]): string {
  return `nothing is at ${path}; there are ${known.join(', ')}`
}

function pathOf(url: string): string {
  const query = url.indexOf('?')
  return query < 0 ? url : url.slice(0, query)
}
