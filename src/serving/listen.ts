import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { DynoError, hasSystemCode } from '../base/errors.ts'

/** Opens a server's port and gives its number; 0 takes a free one. */
export async function listen(server: Server, host: string, port: number): Promise<number> {
  server.listen(port, host)
  try {
    await once(server, 'listening')
  } catch (error) {
    if (!hasSystemCode(error, 'EADDRINUSE', 'EACCES')) throw error
    const reason = hasSystemCode(error, 'EADDRINUSE') ? 'is in use' : 'may not be opened by this user'
    throw new DynoError('KD_PORT_IN_USE', `port ${port} of ${host} ${reason}`, {
      cause: error,
      hint: 'choose another port, or 0 for a free one',
    })
  }
  return (server.address() as AddressInfo).port
}
