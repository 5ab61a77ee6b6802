import type { Demand } from '../../src/spec/index.ts'
import { median, row, say, sayUnjudged } from '../base/figures.ts'
import { drive, phaseOf } from './drive.ts'
import { startLoggingServer } from './logging-server.ts'
import { type Floor, floorAt } from './machine-floor.ts'

/** Bars for evenly spaced and for Poisson arrivals at 500/s, and for the send lag at each rate. */
export interface OpenBars {
  constantGapCv: number
  poissonGapCv: readonly [least: number, most: number]
  lagP99Ms: Readonly<Record<number, number>>
}

interface OpenLoop {
  p50Ms: number
  p99Ms: number
  maxMs: number
  gapCv: number
  cores: number
  floor: Floor
}

const rounds = 3
const connections = 64
const seconds = { warmup: 1, open: 4, floor: 2 }
const evenRate = 500
const widths = [11, 11, 13, 11, 11, 13, 10]

/** How late requests leave and how even their arrivals are at the server, each beside what a program that only spins on the clock reaches right before. */
export async function judgeOpen(server: string, spinner: string, bars: OpenBars): Promise<boolean[]> {
  console.log(`\nopen loop, median of ${rounds}; floor: a program that only looks at the clock, right before`)
  console.log(row('', ['lag p50 ms', 'p99 ms', 'floor p99', 'max ms', 'gap CV', 'floor CV', 'cores'], 20, widths))
  const measured = (arrivals: 'constant' | 'poisson', rate: number) => openLoop(arrivals, rate, server, spinner)
  const verdicts: (() => boolean)[] = []
  const even = await measured('constant', evenRate)
  verdicts.push(() => against(`constant ${evenRate}/s gap CV`, even.gapCv, bars.constantGapCv, even.floor.gapCv, ''))
  const poisson = await measured('poisson', evenRate)
  const [least, most] = bars.poissonGapCv
  const within = poisson.gapCv >= least && poisson.gapCv <= most
  const poissonFigure = `Poisson ${evenRate}/s gap CV = ${poisson.gapCv.toFixed(3)}`
  const unevenMachine = `the machine adds as much (floor ${poisson.floor.gapCv.toFixed(3)} where 0 is planned)`
  verdicts.push(() =>
    within || poisson.floor.gapCv < bars.constantGapCv
      ? say(poissonFigure, `${least}–${most}`, within)
      : sayUnjudged(poissonFigure, `${least}–${most}`, unevenMachine),
  )
  for (const [rate, barMs] of Object.entries(bars.lagP99Ms)) {
    const { p99Ms, floor } = await measured('constant', Number(rate))
    verdicts.push(() => against(`constant ${rate}/s send lag p99`, p99Ms, barMs, floor.p99Ms, ' ms'))
  }
  console.log()
  return verdicts.map((verdict) => verdict())
}

/** A bar that even the floor misses says nothing of the driver. */
function against(figure: string, value: number, bar: number, floor: number, unit: string): boolean {
  const [what, bound] = [`${figure} = ${value.toFixed(3)}${unit}`, `< ${bar}${unit}`]
  if (value < bar || floor < bar) return say(what, bound, value < bar)
  return sayUnjudged(what, bound, `the machine itself misses it (floor ${floor.toFixed(3)}${unit})`)
}

async function openLoop(arrivals: 'constant' | 'poisson', ratePerSecond: number, program: string, spinner: string): Promise<OpenLoop> {
  const demand: Demand = { kind: 'rate', arrivals, ratePerSecond }
  const name = `${arrivals} ${ratePerSecond}/s`
  const runs: OpenLoop[] = []
  for (let round = 0; round < rounds; round++) {
    const floor = await floorAt(spinner, ratePerSecond, seconds.floor)
    const server = await startLoggingServer(program)
    const phases = [phaseOf(demand, seconds.warmup, true), phaseOf(demand, seconds.open)]
    const driven = await drive({ port: server.port, connections, phases, pinned: 'driver' })
    const stamps = await server.close()
    const { failed, requests, sendLag, originNs, cpuSeconds } = driven
    if (failed > 0) console.log(`${name}: ${failed} of ${requests} requests failed`)
    const [p50Ms, p99Ms, maxMs] = [sendLag.quantile(0.5), sendLag.quantile(0.99), sendLag.max()].map((value) => value ?? Number.NaN)
    const gapCv = gapCvOf(stamps, originNs + BigInt(seconds.warmup) * 1_000_000_000n)
    runs.push({ p50Ms, p99Ms, maxMs, gapCv, cores: cpuSeconds / (seconds.warmup + seconds.open), floor } as OpenLoop)
  }
  const middle = (of: (run: OpenLoop) => number) => median(runs.map(of))
  const loop: OpenLoop = {
    p50Ms: middle(({ p50Ms }) => p50Ms),
    p99Ms: middle(({ p99Ms }) => p99Ms),
    maxMs: middle(({ maxMs }) => maxMs),
    gapCv: middle(({ gapCv }) => gapCv),
    cores: middle(({ cores }) => cores),
    floor: { p99Ms: middle(({ floor }) => floor.p99Ms), gapCv: middle(({ floor }) => floor.gapCv) },
  }
  const floorCv = arrivals === 'constant' ? loop.floor.gapCv.toFixed(3) : '–'
  const cells = [loop.p50Ms, loop.p99Ms, loop.floor.p99Ms, loop.maxMs, loop.gapCv].map((value) => value.toFixed(3))
  console.log(row(name, [...cells, floorCv, loop.cores.toFixed(3)], 20, widths))
  return loop
}

/** Standard deviation over mean of the gaps between arrivals from an instant on. */
function gapCvOf(stamps: BigUint64Array, fromNs: bigint): number {
  const arrivals = stamps.filter((stamp) => stamp >= fromNs)
  const gaps = Array.from(arrivals.subarray(1), (stamp, index) => Number(stamp - (arrivals[index] as bigint)))
  const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length
  return Math.sqrt(gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / gaps.length) / mean
}
