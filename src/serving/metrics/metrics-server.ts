import type { RequestListener, Server } from 'node:http'
import { type TlsSecret, webServer } from '../web-server.ts'

/** A server that answers `/metrics` with Prometheus text, made anew each time. */
export function metricsServer(text: () => string, tls: TlsSecret | null): Server {
  const answer: RequestListener = (request, response) => {
    if (request.url?.split('?')[0] !== '/metrics') {
      response.writeHead(404, { 'content-type': 'text/plain' })
      response.end('metrics are at /metrics\n')
      return
    }
    response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' })
    response.end(text())
  }
  return webServer(answer, {}, tls)
}
