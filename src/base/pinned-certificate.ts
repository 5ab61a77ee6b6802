import { X509Certificate } from 'node:crypto'
import { isIP } from 'node:net'
import { type ConnectionOptions, createSecureContext, type TLSSocket } from 'node:tls'

/** What a client needs to speak with whoever holds one certificate, and with nobody else. */
export interface PinnedCertificate {
  /** For `tls.connect` or an agent; whoever uses them asks `objection` once the connection is secure, before it says anything. */
  options: ConnectionOptions
  /** Why the other end of a secure connection to a host is not to be trusted; null when it is. */
  objection(socket: TLSSocket, host: string): string | null
}

/**
 * Trusts one certificate (PEM; of a chain the first), whoever signed it, if it is valid and names the host when a connection is made. A
 * resumed session has sent no certificate: it must come from a connection that was trusted.
 */
export function pinnedCertificate(pem: string): PinnedCertificate {
  const certificate = new X509Certificate(pem)
  const secureContext = createSecureContext({ ca: pem })
  const trusted = new WeakSet<TLSSocket>()
  return {
    options: { secureContext, rejectUnauthorized: false },
    objection(socket, host) {
      if (trusted.has(socket)) return null
      if (!socket.isSessionReused() && socket.getPeerX509Certificate()?.fingerprint256 !== certificate.fingerprint256) {
        return 'the server holds another certificate'
      }
      const validity = validityOf(certificate, Date.now())
      if (validity !== 'valid') return `the certificate ${validity}`
      if (!namesHost(certificate, host)) return `the certificate does not name ${host}`
      trusted.add(socket)
      return null
    },
  }
}

/** Whether a certificate is valid at an instant; if not, what to say of it. */
export function validityOf(
  { validFrom, validTo }: X509Certificate,
  wallMs: number,
): 'valid' | `${'expired' | 'is not valid before'} ${string}` {
  if (wallMs < Date.parse(validFrom)) return `is not valid before ${isoDate(validFrom)}`
  return wallMs > Date.parse(validTo) ? `expired ${isoDate(validTo)}` : 'valid'
}

/** Whether a certificate is for a host, given by name or by address. */
export function namesHost(certificate: X509Certificate, host: string): boolean {
  return (isIP(host) ? certificate.checkIP(host) : certificate.checkHost(host)) !== undefined
}

function isoDate(date: string): string {
  return `${new Date(date).toISOString().slice(0, 19).replace('T', ' ')} UTC`
}
