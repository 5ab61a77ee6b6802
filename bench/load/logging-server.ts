import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { cores } from '../base/client-core.ts'

/** A server in C that answers at once and stamps each request's arrival. */
export interface LoggingServer {
  port: number
  pid: number
  /** Resolves when the first request arrives. */
  asked: Promise<unknown>
  /** Ends the server; the arrivals are nanoseconds of the machine's monotonic clock. */
  close(): Promise<BigUint64Array>
}

/** Starts the server on its core. */
export async function startLoggingServer(program: string): Promise<LoggingServer> {
  const stamps = `${program}.stamps`
  const child = spawn('taskset', ['-c', cores.server, program, stamps], { stdio: ['ignore', 'pipe', 'inherit'] })
  const end = () => child.kill()
  process.once('exit', end)
  const lines = createInterface(child.stdout)
  const [port] = (await once(lines, 'line')) as [string]
  return {
    port: Number(port),
    pid: child.pid as number,
    asked: once(lines, 'line'),
    async close() {
      process.removeListener('exit', end)
      end()
      await once(child, 'exit')
      const bytes = readFileSync(stamps)
      return new BigUint64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length))
    },
  }
}
