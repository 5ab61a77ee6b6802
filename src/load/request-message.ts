import type { Endpoint } from './contract.ts'
import type { RequestBody } from './request-bodies.ts'

/** A request as it goes over the wire, made once: one piece, or head and body when the body is too large to be copied for each replica. */
export interface RequestMessage {
  pieces: readonly Buffer[]
  bodyBytes: number
}

const largeBytes = 65_536

/** Writes the request for a replica. */
export function requestMessage({ host, port }: Endpoint, path: string, { bytes, headers }: RequestBody): RequestMessage {
  const authority = host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
  const fields = Object.entries({ host: authority, connection: 'keep-alive', ...headers }).map(([name, value]) => `${name}: ${value}\r\n`)
  const head = Buffer.from(`POST ${path} HTTP/1.1\r\n${fields.join('')}\r\n`, 'latin1')
  return { pieces: bytes.length > largeBytes ? [head, bytes] : [Buffer.concat([head, bytes])], bodyBytes: bytes.length }
}
