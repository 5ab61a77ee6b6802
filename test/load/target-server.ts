import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import type { TLSSocket } from 'node:tls'

/**
 * An inference server for tests, in a process of its own: the name of the model in the URL says how it behaves. Given a certificate with
 * its key it speaks HTTPS. It tells its port over IPC,
 * answers `stats` with what it has seen, and `freeze` makes it stand still for a while and tell how long it really was.
 */
const answer = JSON.stringify({ model_name: 'm', outputs: [{ name: 'y', datatype: 'FP32', shape: [1], data: [0.5] }] })
const seen = {
  requests: 0,
  answered: 0,
  open: 0,
  openMax: 0,
  connections: 0,
  handshakes: 0,
  resumed: 0,
  answeredAtMs: [] as number[],
  bodies: [] as string[],
  urls: [] as string[],
  heads: [] as object[],
  headers: {} as object,
}

const behaviours: Record<string, (request: IncomingMessage, response: ServerResponse) => unknown> = {
  good: (_, response) => ok(response, { 'server-timing': 'decode;dur=0.5, queue;dur=1.25, infer;dur=10, encode;dur=0.25' }),
  binary(_, response) {
    const head = JSON.stringify({ outputs: [{ name: 'y', datatype: 'FP32', shape: [1], parameters: { binary_data_size: 4 } }] })
    response.writeHead(200, { 'inference-header-content-length': head.length })
    response.end(Buffer.concat([Buffer.from(head), Buffer.alloc(4)]))
  },
  slow: (_, response) => setTimeout(() => ok(response), 50),
  failing: (_, response) => response.writeHead(500).end('no'),
  overloaded: (_, response) => response.writeHead(429).end(),
  wordy: (_, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<html>welcome</html>'),
  empty: (_, response) => response.writeHead(200).end(),
  silent: () => {},
  garbage: (_, response) => response.socket?.end('this is not HTTP at all\r\n\r\n'),
  truncated(_, response) {
    response.writeHead(200, { 'content-length': answer.length + 100 })
    response.write(answer, () => response.socket?.end())
  },
  'reset-mid-body'(_, response) {
    response.writeHead(200, { 'content-length': answer.length + 100 })
    response.write(answer, () => setTimeout(() => reset(response), 5))
  },
  'reset-at-once': (_, response) => reset(response),
  closing: (_, response) => ok(response, { connection: 'close' }),
  /** Answers the first request of a connection and closes it when a second one comes, as if it had closed it a moment before. */
  stale(_, response) {
    const socket = response.socket as Socket & { used?: boolean }
    if (socket.used) return socket.destroy()
    socket.used = true
    ok(response)
  },
}

const handle = (request: IncomingMessage, response: ServerResponse) => {
  seen.requests++
  seen.open++
  seen.openMax = Math.max(seen.openMax, seen.open)
  seen.headers = request.headers
  response.once('close', () => seen.open--)
  response.once('finish', () => {
    seen.answered++
    if (seen.answeredAtMs.length < 1000) seen.answeredAtMs.push(Number(process.hrtime.bigint()) / 1e6)
  })
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    if (seen.bodies.length < 60) {
      seen.bodies.push(Buffer.concat(chunks).toString('base64'))
      seen.urls.push(request.url ?? '')
      seen.heads.push(request.headers)
    }
    const model = decodeURIComponent(/^\/(?:v2\/models\/)?(.+?)(?:\/infer)?(?:\?.*)?$/.exec(request.url ?? '')?.[1] ?? '')
    behaviours[model]?.(request, response)
  })
}
const [, , host, certificate] = process.argv
const sockets = new Map<number | undefined, Socket>()
const server = certificate ? createSecureServer(JSON.parse(certificate), handle) : createServer(handle)
server.keepAliveTimeout = 60_000
server.on('connection', (socket: Socket) => {
  seen.connections++
  sockets.set(socket.remotePort, socket)
  socket.on('error', () => {})
})
server.on('secureConnection', (socket: TLSSocket) => {
  seen.handshakes++
  if (socket.isSessionReused()) seen.resumed++
  socket.on('error', () => {})
})
server.listen(0, host, 1024, () => process.send?.({ port: (server.address() as AddressInfo).port }))

process.on('message', (message: { ask: 'stats' } | { ask: 'freeze'; forMs: number }) => {
  if (message.ask === 'stats') return process.send?.({ seen })
  const fromNs = process.hrtime.bigint()
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, message.forMs)
  process.send?.({ frozenMs: Number(process.hrtime.bigint() - fromNs) / 1e6 })
})
process.on('disconnect', () => process.exit())

/** Resets the TCP connection, also below TLS. */
function reset({ socket }: ServerResponse): void {
  sockets.get(socket?.remotePort)?.resetAndDestroy()
}

function ok(response: ServerResponse, headers: Record<string, string> = {}): void {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': answer.length, ...headers }).end(answer)
}
