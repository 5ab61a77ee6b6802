import { connect, isIP, type OnReadOpts, type Socket, type TcpNetConnectOpts } from 'node:net'
import { type ConnectionOptions, connect as connectSecurely } from 'node:tls'
import { pinnedCertificate } from '../../base/pinned-certificate.ts'
import type { Endpoint } from '../contract.ts'

interface DialOptions {
  onread: OnReadOpts
  /** The server has taken the connection, but is not known to be the right one yet. */
  onReached(): void
  /** Requests may go out. */
  onOpen(): void
}

/** Begins to connect to one replica. */
export type Dial = (options: DialOptions) => Socket

/** Connections to an endpoint: plain, or by TLS to whoever holds the endpoint's certificate. */
export function dialTo(endpoint: Endpoint): Dial {
  return endpoint.certificate === undefined ? plain(endpoint) : secure(endpoint, endpoint.certificate)
}

function plain({ host, port }: Endpoint): Dial {
  return ({ onread, onReached, onOpen }) => {
    const socket = connect({ host, port, noDelay: true, onread })
    return socket.once('connect', () => {
      onReached()
      onOpen()
    })
  }
}

/** Each new connection resumes the session of an earlier one where the server allows it, as other clients do. */
function secure({ host, port }: Endpoint, certificate: string): Dial {
  const pinned = pinnedCertificate(certificate)
  const kept = { ...pinned.options, host, port, ...(!isIP(host) && { servername: host }), ALPNProtocols: ['http/1.1'] }
  let session: Buffer | undefined

  return ({ onread, onReached, onOpen }) => {
    const options: ConnectionOptions & TcpNetConnectOpts = { ...kept, session, onread }
    const socket = connectSecurely(options)
    let isTrusted = false
    let own: Buffer | undefined
    const keepSession = () => {
      if (isTrusted && own) session = own
    }
    socket.once('connect', () => {
      socket.setNoDelay(true)
      onReached()
    })
    socket.on('session', (given: Buffer) => {
      own = given
      keepSession()
    })
    return socket.once('secureConnect', () => {
      if (pinned.objection(socket, host) !== null) return void socket.destroy()
      isTrusted = true
      keepSession()
      onOpen()
    })
  }
}
