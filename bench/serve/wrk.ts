import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** A request that is sent over and over. */
export interface WrkRequest {
  path: string
  body: Buffer
  headers: Readonly<Record<string, string | number>>
}

export interface WrkOptions {
  /** Where servers are that share the connections evenly. */
  ports: readonly number[]
  connections: number
  seconds: number
  request: WrkRequest
  /** The core that it runs on; null: any. */
  core: string | null
  /** For its script. */
  folder: string
}

export interface WrkResult {
  requests: number
  perSecond: number
  p50Ms: number
  p99Ms: number
}

/** What `wrk` sees over so many connections, each with one request at a time; every answer must be good. */
export async function wrk({ ports, connections, seconds, request, core, folder }: WrkOptions): Promise<WrkResult> {
  const [script, body] = [join(folder, 'wrk.lua'), join(folder, 'wrk.body')]
  writeFileSync(body, request.body)
  const headers = Object.entries(request.headers).map(([name, value]) => `wrk.headers["${name}"] = "${value}"`)
  const lines = [
    'wrk.method = "POST"',
    `wrk.body = io.open("${body}", "rb"):read("*a")`,
    ...headers,
    `local ports, count = { ${ports.join(', ')} }, 0`,
    'function setup(thread)',
    '  count = count + 1',
    '  thread.addr = wrk.lookup("127.0.0.1", tostring(ports[count]))[1]',
    'end',
    'function done(summary, latency)',
    '  local errors = summary.errors',
    '  local bad = errors.status + errors.connect + errors.read + errors.write + errors.timeout',
    '  io.write(string.format("told %d %d %d %g %g\\n", bad, summary.requests, summary.duration, latency:percentile(50), latency:percentile(99)))',
    'end',
  ]
  writeFileSync(script, `${lines.join('\n')}\n`)
  const command = [
    'wrk',
    `-t${ports.length}`,
    `-c${connections}`,
    `-d${seconds}s`,
    '--timeout',
    '30',
    '-s',
    script,
    `http://127.0.0.1:${ports[0]}${request.path}`,
  ]
  const text = await output(core === null ? command : ['taskset', '-c', core, ...command])
  const [, bad, requests, us, p50, p99] = (/told (\S+) (\S+) (\S+) (\S+) (\S+)/.exec(text) ?? []).map(Number) as [0, ...number[]]
  if (bad !== 0) throw new Error(`not every answer was good:\n${text}`)
  return {
    requests: requests as number,
    perSecond: (requests as number) / ((us as number) / 1e6),
    p50Ms: (p50 as number) / 1000,
    p99Ms: (p99 as number) / 1000,
  }
}

async function output([file, ...args]: readonly string[]): Promise<string> {
  const child = spawn(file as string, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  let text = ''
  child.stdout.on('data', (data: Buffer) => {
    text += data.toString()
  })
  await once(child, 'close')
  return text
}
