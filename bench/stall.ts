import { setTimeout as delay } from 'node:timers/promises'
import { quantileOfSorted } from '../src/base/quantile.ts'
import { buildProgram } from './base/c-program.ts'
import { row, say } from './base/figures.ts'
import { compareIn } from './base/scratch.ts'
import { kubedyno } from './load/drive.ts'
import { startLoggingServer } from './load/logging-server.ts'
import { aiperf } from './peers/aiperf.ts'
import { autocannon } from './peers/autocannon.ts'
import { findPeers } from './peers/find-peers.ts'
import { hey } from './peers/hey.ts'
import { k6 } from './peers/k6.ts'
import type { Generator, Ran } from './peers/peer.ts'
import { wrk } from './peers/wrk.ts'

/**
 * Whether a load generator tells what users would have felt while a server stood still. Requests are due at a constant rate for 10 s, and the server is
 * stopped by a signal in between. The truth follows from the schedule: who is due while it stands still waits for its end, all others for next to nothing.
 * Where that is the truth, as at the median, it is judged by a thousandth of the stall.
 */
const bar = { relative: 0.05, ofStall: 0.001 }
const stalls = [
  { ratePerSecond: 500, stallMs: 2000 },
  { ratePerSecond: 200, stallMs: 3000 },
]
const seconds = 10
const connections = 50
/** After the first request, so that there are seconds left behind the longest stall. */
const stallAfterMs = 3500
const quantiles = [0.5, 0.9, 0.99]
const widths = [9, 9, 9, 13, 9]

await compareIn(async (folder) => {
  const peers = findPeers({
    aiperf: () => aiperf(folder),
    autocannon,
    hey,
    k6: () => k6(folder),
    wrk: () => wrk(folder),
  })
  const ours = [kubedyno('kubedyno'), kubedyno('kubedyno, two processes', 2)]
  const program = buildProgram('logging-server', folder)
  const worst = new Map(ours.map(({ name }) => [name, 0]))
  for (const stall of stalls) {
    console.log(`\n${stall.ratePerSecond}/s for ${seconds} s, server stopped for ${stall.stallMs} ms; ${connections} connections`)
    console.log(row('', ['p50 ms', 'p90 ms', 'p99 ms', 'requests', 'dropped'], 34, widths))
    for (const generator of [...ours, ...peers]) {
      const { ran, truth, arrived } = await stalled(generator, stall, program)
      const told = ran.latenciesMs ?? []
      const due = seconds * stall.ratePerSecond
      console.log(row(`${generator.name}: truth`, truth.map(ms), 34, widths))
      console.log(row(`${generator.name}: told`, [...told.map(ms), `${arrived} of ${due}`, ran.dropped?.toString() ?? '–'], 34, widths))
      if (worst.has(generator.name))
        worst.set(generator.name, Math.max(worst.get(generator.name) ?? 0, ...miss(told, truth, stall.stallMs)))
    }
  }
  console.log()
  const bound = `≤ ${bar.relative * 100} %, or ${bar.ofStall * 100} % of the stall`
  const verdicts = [...worst].map(([name, most]) =>
    say(`${name}: off by ${(most * 100).toFixed(2)} % at most`, bound, most <= bar.relative),
  )
  console.log(`stall ratio=${(1 + Math.max(...worst.values())).toFixed(4)}`)
  return verdicts.every((met) => met)
})

interface Stall {
  ratePerSecond: number
  stallMs: number
}

interface Stalled {
  ran: Ran
  truth: number[]
  /** Requests that the server saw. */
  arrived: number
}

/** What a generator tells of a stall that begins some time after its first request, and what is true. */
async function stalled(generator: Generator, { ratePerSecond, stallMs }: Stall, program: string): Promise<Stalled> {
  const server = await startLoggingServer(program)
  const running = generator.run({ port: server.port, seconds, connections, ratePerSecond })
  await Promise.race([server.asked, running])
  await delay(stallAfterMs)
  const stoppedMs = performance.now()
  process.kill(server.pid, 'SIGSTOP')
  await delay(stallMs)
  process.kill(server.pid, 'SIGCONT')
  const stoodMs = performance.now() - stoppedMs
  const ran = await running
  return { ran, truth: truthOf(ratePerSecond, stoodMs), arrived: (await server.close()).length }
}

/** The quantiles of how long requests that are due at a constant rate wait for a server that stands still once, for so long. */
function truthOf(ratePerSecond: number, stoodMs: number): number[] {
  const waits = Array.from({ length: seconds * ratePerSecond }, (_, index) => Math.max(0, stoodMs - (index * 1000) / ratePerSecond))
  waits.sort((a, b) => a - b)
  return quantiles.map((p) => quantileOfSorted(waits, p) as number)
}

/** How far off each quantile is, as a share of the truth; nothing when it is within the bar of the stall, and all when it was not told. */
function miss(toldMs: readonly number[], truthMs: readonly number[], stallMs: number): number[] {
  const leastMs = bar.ofStall * stallMs
  return truthMs.map((truth, index) => {
    const offMs = Math.abs((toldMs[index] ?? Number.NaN) - truth)
    if (Number.isNaN(offMs)) return 1
    return offMs <= leastMs ? 0 : offMs / Math.max(truth, leastMs)
  })
}

function ms(value: number): string {
  return value.toFixed(1)
}
