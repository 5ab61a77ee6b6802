import { createServer, type RequestListener, type Server, type ServerOptions } from 'node:http'
import { createServer as createSecureServer } from 'node:https'

/** A certificate with its key, as PEM. */
export interface TlsSecret {
  cert: string
  key: string
}

/** A client that does not get on with its handshake is let go, so that it cannot hold up the end. */
const handshakeTimeout = 10_000

/** A server of HTTP, or of HTTPS with the same behaviour when it is given a certificate; it is not listening yet. */
export function webServer(listener: RequestListener, options: ServerOptions, tls: TlsSecret | null): Server {
  if (!tls) return createServer(options, listener)
  return createSecureServer({ ...options, ...tls, handshakeTimeout }, listener) as unknown as Server
}
