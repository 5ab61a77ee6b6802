import { join } from 'node:path'
import { cached, get } from './cache.ts'
import { commandPeer, type Generator, inferenceBody, inferenceUrl } from './peer.ts'

const version = '8.0.0'

/** autocannon from the registry; its latencies are those that it corrects for what it calls coordinated omission when a rate is given. */
export function autocannon(): Generator {
  const folder = cached('autocannon', version, (into) =>
    get('npm', ['install', '--prefix', into, '--no-audit', '--no-fund', `autocannon@${version}`]),
  )
  const program = join(folder, 'node_modules', 'autocannon', 'autocannon.js')
  const request = ['-m', 'POST', '-H', 'content-type=application/json', '-b', inferenceBody]
  return commandPeer(
    'autocannon',
    ({ port, seconds, connections, ratePerSecond }) => [
      ...[process.execPath, program, '--json', '-c', String(connections), '-d', String(seconds), ...request],
      ...(ratePerSecond ? ['-R', String(ratePerSecond)] : []),
      inferenceUrl(port),
    ],
    (printed) => {
      const { latency } = JSON.parse(printed) as { latency: { p50: number; p90: number; p99: number } }
      return { latenciesMs: [latency.p50, latency.p90, latency.p99] }
    },
  )
}
