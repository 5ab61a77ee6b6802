import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The server and whoever drives it each have a core of their own. */
export const cores = { server: '0', client: '1' }

/** A server in C that answers at once and stamps each request's arrival. */
export interface LoggingServer {
  port: number
  pid: number
  /** Ends the server; the arrivals are nanoseconds of the machine's monotonic clock. */
  close(): Promise<BigUint64Array>
}

/** Builds the server into a folder and tells its path. */
export function buildLoggingServer(folder: string): string {
  const program = join(folder, 'logging-server')
  execFileSync(process.env.CC ?? 'cc', ['-O2', '-o', program, 'bench/logging-server.c'], { stdio: 'inherit' })
  return program
}

/** Starts the server on its core. */
export async function startLoggingServer(program: string): Promise<LoggingServer> {
  const stamps = `${program}.stamps`
  const child = spawn('taskset', ['-c', cores.server, program, stamps], { stdio: ['ignore', 'pipe', 'inherit'] })
  const end = () => child.kill()
  process.once('exit', end)
  const [line] = (await once(child.stdout, 'data')) as [Buffer]
  return {
    port: Number(line.toString()),
    pid: child.pid as number,
    async close() {
      process.removeListener('exit', end)
      end()
      await once(child, 'exit')
      const bytes = readFileSync(stamps)
      return new BigUint64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length))
    },
  }
}
