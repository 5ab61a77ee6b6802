import type { SentBody } from '../bodies/request-mix.ts'
import type { Endpoint } from '../contract.ts'

/** A request as it goes over the wire, made once: one piece, or head and body. */
export interface RequestMessage {
  pieces: readonly Buffer[]
  bodyBytes: number
}

/** Bodies that together take no more than this are copied for each replica, so that head and body go out in one piece. */
const copiedBytes = 2 ** 20

/** Writes the requests for a replica, one for each body. */
export function requestMessages(endpoint: Endpoint, bodies: readonly SentBody[]): RequestMessage[] {
  const copied = bodies.reduce((sum, { bytes }) => sum + bytes.length, 0) <= copiedBytes
  return bodies.map((body) => {
    const { bytes } = body
    const head = headOf(endpoint, body)
    return { pieces: copied ? [Buffer.concat([head, bytes])] : [head, bytes], bodyBytes: bytes.length }
  })
}

function headOf({ host, port }: Endpoint, { path, headers, bytes }: SentBody): Buffer {
  const authority = host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
  const fields = { host: authority, connection: 'keep-alive', ...headers, 'content-length': String(bytes.length) }
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`)
  return Buffer.from(`POST ${path} HTTP/1.1\r\n${lines.join('')}\r\n`, 'latin1')
}
