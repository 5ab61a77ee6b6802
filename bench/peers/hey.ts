import { goProgram } from './cache.ts'
import { commandPeer, type Generator, inferenceBody, inferenceUrl } from './peer.ts'

/** hey, built from its Go module. */
export function hey(): Generator {
  const program = goProgram('hey', 'github.com/rakyll/hey', 'v0.1.5')
  return commandPeer(
    'hey',
    ({ port, seconds, connections, ratePerSecond }) => [
      ...[program, '-z', `${seconds}s`, '-c', String(connections), '-m', 'POST', '-T', 'application/json', '-d', inferenceBody],
      ...(ratePerSecond ? ['-q', String(ratePerSecond / connections)] : []),
      inferenceUrl(port),
    ],
    (printed) => ({ latenciesMs: [50, 90, 99].map((p) => Number(RegExp(`${p}%+ in ([\\d.]+) secs`).exec(printed)?.[1]) * 1000) }),
  )
}
