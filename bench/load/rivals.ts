import { execFile, spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { DriveOrder, DriveResult } from './driver.ts'
import { cores } from './logging-server.ts'

const body = '{"inputs":[{"name":"x","datatype":"FP32","shape":[1,4],"data":[0.1,0.2,0.3,0.4]}]}'

/** A load generator: the command that sends inference requests to a port for some seconds; open loops have a rate, closed ones go as fast as answers come. */
export interface Rival {
  name: string
  command(options: CommandOptions): string[]
  /** The latencies that it printed: p50, p90 and p99 in milliseconds. Not asked of those without an open loop. */
  latenciesMs?(printed: string): [number, number, number]
}

interface CommandOptions {
  port: number
  seconds: number
  connections: number
  ratePerSecond?: number
}

/** The other load generators that this machine has, autocannon from the registry into the folder included, and the names of those that it lacks. */
export function findRivals(folder: string): { rivals: Rival[]; missing: string[] } {
  const found = { autocannon: autocannon(folder), wrk: wrk(folder), hey: hey(), k6: k6(folder) }
  return {
    rivals: Object.values(found).filter((rival) => rival !== null),
    missing: Object.entries(found).flatMap(([name, rival]) => (rival ? [] : [name])),
  }
}

const urlOf = (port: number) => `http://127.0.0.1:${port}/v2/models/m/infer`

function autocannon(folder: string): Rival | null {
  const installed = spawnSync('npm', ['install', '--prefix', folder, '--no-audit', '--no-fund', 'autocannon@8'], { stdio: 'ignore' })
  if (installed.status !== 0) return null
  const program = join(folder, 'node_modules', 'autocannon', 'autocannon.js')
  const request = ['-m', 'POST', '-H', 'content-type=application/json', '-b', body]
  return {
    name: 'autocannon',
    command: ({ port, seconds, connections, ratePerSecond }) => [
      ...[process.execPath, program, '--json', '-c', String(connections), '-d', String(seconds), ...request],
      ...(ratePerSecond ? ['-R', String(ratePerSecond)] : []),
      urlOf(port),
    ],
    latenciesMs(printed) {
      const { latency } = JSON.parse(printed) as { latency: { p50: number; p90: number; p99: number } }
      return [latency.p50, latency.p90, latency.p99]
    },
  }
}

function wrk(folder: string): Rival | null {
  if (!present('wrk')) return null
  const script = join(folder, 'post.lua')
  const request = `wrk.method = "POST"\nwrk.body = '${body}'\nwrk.headers["Content-Type"] = "application/json"\n`
  const done = `done = function(_, latency)
  io.write(string.format("quantiles %g %g %g\\n", latency:percentile(50), latency:percentile(90), latency:percentile(99)))
end\n`
  return {
    name: 'wrk',
    command({ port, seconds, connections, ratePerSecond }) {
      const delay = ratePerSecond ? `delay = function() return ${Math.round((connections / ratePerSecond) * 1000)} end\n` : ''
      writeFileSync(script, request + delay + done)
      return ['wrk', '-t1', `-c${connections}`, `-d${seconds}`, '--timeout', '30', '-s', script, urlOf(port)]
    },
    latenciesMs(printed) {
      const [, ...quantilesUs] = /quantiles (\S+) (\S+) (\S+)/.exec(printed) as unknown as [string, string, string, string]
      return quantilesUs.map((us) => Number(us) / 1000) as [number, number, number]
    },
  }
}

function hey(): Rival | null {
  if (!present('hey')) return null
  return {
    name: 'hey',
    command: ({ port, seconds, connections, ratePerSecond }) => [
      ...['hey', '-z', `${seconds}s`, '-c', String(connections), '-m', 'POST', '-T', 'application/json', '-d', body],
      ...(ratePerSecond ? ['-q', String(ratePerSecond / connections)] : []),
      urlOf(port),
    ],
    latenciesMs: (printed) =>
      [50, 90, 99].map((p) => Number(RegExp(`${p}%+ in ([\\d.]+) secs`).exec(printed)?.[1]) * 1000) as [number, number, number],
  }
}

function k6(folder: string): Rival | null {
  if (!present('k6')) return null
  const script = join(folder, 'k6.js')
  return {
    name: 'k6',
    command({ port, seconds, connections, ratePerSecond }) {
      const duration = `${seconds}s`
      const open = { executor: 'constant-arrival-rate', rate: ratePerSecond, timeUnit: '1s', duration, preAllocatedVUs: connections }
      const scenario = ratePerSecond ? open : { executor: 'constant-vus', vus: connections, duration }
      const request = `http.post('${urlOf(port)}', '${body}', { headers: { 'Content-Type': 'application/json' } })`
      const options = JSON.stringify({ scenarios: { main: scenario }, summaryTrendStats: ['med', 'p(90)', 'p(99)'] })
      writeFileSync(script, `import http from 'k6/http'\nexport const options = ${options}\nexport default () => ${request}\n`)
      return ['k6', 'run', '--quiet', '--no-usage-report', script]
    },
  }
}

function present(program: string): boolean {
  return spawnSync('which', [program], { stdio: 'ignore' }).status === 0
}

/** Runs a command on the client's core; tells what it printed and the processor seconds that it and its children took, from start to end. */
export async function runOnClientCore(command: readonly string[]): Promise<{ printed: string; cpuSeconds: number }> {
  const timed = ['-c', 'TIMEFORMAT="cpu %U %S"; time taskset -c "$0" "$@"', cores.client, ...command]
  const { printed, told } = await new Promise<{ printed: string; told: string }>((resolve, reject) => {
    execFile('bash', timed, { maxBuffer: 2 ** 26 }, (error, stdout, stderr) =>
      error ? reject(error) : resolve({ printed: stdout, told: stderr }),
    )
  })
  const [, user, system] = /cpu ([\d.]+) ([\d.]+)\s*$/.exec(told) as unknown as [string, string, string]
  return { printed, cpuSeconds: Number(user) + Number(system) }
}

/** The command that makes our driver carry out an order. */
export function ownCommand(order: DriveOrder): string[] {
  return [process.execPath, 'bench/load/driver.ts', JSON.stringify(order)]
}

/** What our driver printed. */
export function ownResult(printed: string): DriveResult {
  return JSON.parse(printed) as DriveResult
}
