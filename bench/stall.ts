import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { quantileOfSorted } from '../src/base/quantile.ts'
import { buildLoggingServer, startLoggingServer } from './load/logging-server.ts'
import { findRivals, ownCommand, ownResult, type Rival, runOnClientCore } from './load/rivals.ts'

/**
 * Whether a load generator tells what users would have felt while a server stood still. Requests are due at a constant rate for 10 s, and the server is
 * stopped by a signal in between. The truth follows from the schedule: who is due while it stands still waits for its end, all others for next to nothing.
 */
const bar = { relative: 0.05, absoluteMs: 1 }
const stalls = [
  { ratePerSecond: 500, stallMs: 2000 },
  { ratePerSecond: 200, stallMs: 3000 },
]
const seconds = 10
const connections = 50
/** After the start of the generator, so that it is past its own start and has seconds left. */
const stallAfterMs = 6500
const quantiles = [0.5, 0.9, 0.99]

const folder = mkdtempSync(join(tmpdir(), 'kubedyno-bench-'))
try {
  process.exitCode = (await compare()) ? 0 : 1
} finally {
  rmSync(folder, { recursive: true, force: true })
}

async function compare(): Promise<boolean> {
  const program = buildLoggingServer(folder)
  const { rivals, missing } = findRivals(folder)
  for (const name of missing) console.log(`${name}: not asked, for it is not on this machine`)
  const own: Rival = {
    name: 'kubedyno',
    command({ port, ratePerSecond = 0 }) {
      const demand = { kind: 'rate', arrivals: 'constant', ratePerSecond } as const
      return ownCommand({ port, connections, phases: [{ name: 'main', durationMs: seconds * 1000, warmup: false, demand }] })
    },
    latenciesMs(printed) {
      const { p50, p90, p99 } = ownResult(printed).latencyMs
      return [p50, p90, p99]
    },
  }
  const worst: number[] = []
  for (const stall of stalls) {
    console.log(`${stall.ratePerSecond}/s for ${seconds} s, server stopped for ${stall.stallMs} ms      p50 ms    p90 ms    p99 ms`)
    for (const rival of [own, ...rivals]) {
      if (!rival.latenciesMs) continue
      const { told, truth } = await stalled(rival, stall, program)
      print(`${rival.name}, truth`, truth)
      print(`${rival.name}, told`, told)
      if (rival === own) worst.push(...told.map((toldMs, index) => miss(toldMs, truth[index] as number)))
    }
    console.log()
  }
  const most = Math.max(...worst)
  const met = most <= bar.relative
  console.log(
    `kubedyno is off by ${(most * 100).toFixed(2)} % at most   bar ≤ ${bar.relative * 100} %, or ${bar.absoluteMs} ms: ${met ? 'met' : 'missed'}`,
  )
  console.log(`stall ratio=${(1 + most).toFixed(4)}`)
  return met
}

interface Stall {
  ratePerSecond: number
  stallMs: number
}

/** What a generator tells of a stall, and what is true. */
async function stalled(rival: Rival, { ratePerSecond, stallMs }: Stall, program: string): Promise<{ told: number[]; truth: number[] }> {
  const server = await startLoggingServer(program)
  const running = runOnClientCore(rival.command({ port: server.port, seconds, connections, ratePerSecond }))
  await delay(stallAfterMs)
  const stoppedMs = performance.now()
  process.kill(server.pid, 'SIGSTOP')
  await delay(stallMs)
  process.kill(server.pid, 'SIGCONT')
  const stoodMs = performance.now() - stoppedMs
  const { printed } = await running
  await server.close()
  return { told: rival.latenciesMs?.(printed) ?? [], truth: truthOf(ratePerSecond, stoodMs) }
}

/** The quantiles of how long requests that are due at a constant rate wait for a server that stands still once, for so long. */
function truthOf(ratePerSecond: number, stoodMs: number): number[] {
  const waits = Array.from({ length: seconds * ratePerSecond }, (_, index) => Math.max(0, stoodMs - (index * 1000) / ratePerSecond))
  waits.sort((a, b) => a - b)
  return quantiles.map((p) => quantileOfSorted(waits, p) as number)
}

/** How far off, as a share of the truth; nothing when it is within the absolute bar. */
function miss(toldMs: number, truthMs: number): number {
  const offMs = Math.abs(toldMs - truthMs)
  return offMs <= bar.absoluteMs ? 0 : offMs / Math.max(truthMs, bar.absoluteMs)
}

function print(name: string, valuesMs: readonly number[]): void {
  console.log(`${name.padEnd(46)}${valuesMs.map((valueMs) => valueMs.toFixed(1).padStart(10)).join('')}`)
}
