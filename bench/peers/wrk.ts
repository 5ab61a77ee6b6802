import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { get } from './cache.ts'
import { commandPeer, type Generator, inferenceBody, inferenceUrl } from './peer.ts'

/** wrk from the distribution; it has no open loop, so for a rate each connection waits a fixed time between its requests. */
export function wrk(folder: string): Generator {
  if (!present()) {
    if (process.getuid?.() !== 0) throw new Error('it comes from the distribution (apt-get install wrk), which takes root')
    get('apt-get', ['install', '-y', '-qq', 'wrk'])
  }
  const script = join(folder, 'post.lua')
  const request = `wrk.method = "POST"\nwrk.body = '${inferenceBody}'\nwrk.headers["Content-Type"] = "application/json"\n`
  const done = `done = function(_, latency)
  io.write(string.format("quantiles %g %g %g\\n", latency:percentile(50), latency:percentile(90), latency:percentile(99)))
end\n`
  return commandPeer(
    'wrk',
    ({ port, seconds, connections, ratePerSecond }) => {
      const delay = ratePerSecond ? `delay = function() return ${Math.round((connections / ratePerSecond) * 1000)} end\n` : ''
      writeFileSync(script, request + delay + done)
      return ['wrk', '-t1', `-c${connections}`, `-d${seconds}`, '--timeout', '30', '-s', script, inferenceUrl(port)]
    },
    (printed) => {
      const [, ...quantilesUs] = /quantiles (\S+) (\S+) (\S+)/.exec(printed) as unknown as [string, string, string, string]
      return { latenciesMs: quantilesUs.map((us) => Number(us) / 1000) }
    },
  )
}

function present(): boolean {
  return spawnSync('wrk', ['-v'], { stdio: 'ignore' }).error === undefined
}
