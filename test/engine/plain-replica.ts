import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { ReplicaCommand, ReplicaMessage, ReplicaOptions } from '../../src/serving/index.ts'

/** A replica that behaves as the name of its model says, for what a good one never does. It has a child, as a real one has. */
const options = JSON.parse(String(process.argv[2])) as ReplicaOptions
const [behaviour = '', argument = ''] = options.model.name.split(':')
const say = (message: ReplicaMessage) => process.send?.(message)

process.on('disconnect', () => process.exit(0))
const child = spawn(process.execPath, ['-e', 'process.stdin.resume().on("end", () => process.exit())'], {
  stdio: ['pipe', 'ignore', 'ignore'],
})
const { pid: childPid = 0 } = child

console.log(`behaves ${behaviour}`)
if (behaviour === 'crash') process.exit(7)
if (behaviour === 'silent') setInterval(() => {}, 1000)
else if (behaviour === 'bad-model') {
  say({ type: 'failed', code: 'KD_MODEL_INVALID', message: 'the file is no model', hint: 'give another one' })
  setInterval(() => {}, 1000)
} else await serve()

async function serve(): Promise<void> {
  let inFlight = 0
  const server = createServer((_request, response) => {
    inFlight++
    setTimeout(() => {
      inFlight--
      response.end(JSON.stringify(process.memoryUsage.rss()))
    }, 30)
  })
  server.listen(0, options.host)
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  say({ type: 'ready', port, metricsPort: port, pids: [process.pid, childPid], route: null })

  process.on('message', (command: ReplicaCommand) => {
    if (command.type === 'feed') feed(command)
    if (command.type === 'drain' && behaviour !== 'stubborn') {
      setInterval(() => inFlight === 0 && process.exit(0), 5)
    }
  })
  if (behaviour === 'die-after') setTimeout(() => process.exit(3), Number(argument))
  if (behaviour === 'burn') burn()
  if (behaviour === 'eat') {
    const eaten: Buffer[] = []
    setInterval(() => eaten.push(Buffer.alloc(16 * 2 ** 20, 1)), 10)
  }
}

function burn(): void {
  for (let untilMs = performance.now() + 10; performance.now() < untilMs; );
  setImmediate(burn)
}

/** One row, at the end of the window, that holds the seed it was given. */
function feed({ phase, untilMs, originNs, seed }: Extract<ReplicaCommand, { type: 'feed' }>): void {
  const leftMs = untilMs - Number(process.hrtime.bigint() - BigInt(originNs)) / 1e6
  setTimeout(() => {
    const [intendedMs, startedMs, endedMs] = [Float64Array.of(seed), Float64Array.of(untilMs), Float64Array.of(untilMs)]
    say({ type: 'fed', batch: { phase, intendedMs, startedMs, endedMs, good: Uint8Array.of(1) } })
    say({ type: 'fed-over' })
  }, leftMs)
}
