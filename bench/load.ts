import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { quantileOfSorted } from '../src/base/quantile.ts'
import type { Demand } from '../src/spec/index.ts'
import type { DriveResult } from './load/driver.ts'
import { buildLoggingServer, startLoggingServer } from './load/logging-server.ts'
import { findRivals, ownCommand, ownResult, type Rival, runOnClientCore } from './load/rivals.ts'

/**
 * What driving costs and how punctual it is, against a server in C that stamps arrivals; server and client have a core each. Closed loop: requests per
 * second and per processor second of the whole client process beside other load generators, counted by the server; start-up is taken out by
 * subtracting a short run from a long one. Open loop: how late requests leave, and how even their arrivals are, as the server saw them.
 */
const bars = {
  timesAutocannon: 1,
  timesHey: 1.5,
  timesK6: 2,
  closedPerSecond: 30_000,
  constantGapCv: 0.12,
  poissonGapCv: [0.95, 1.05],
  lagP99Ms: { 2000: 0.2, 10000: 0.4, 20000: 2 } as Record<number, number>,
  millionRssBytes: 250 * 2 ** 20,
}
const rounds = 3
const connections = 32
const seconds = { short: 2, long: 6, open: 5, warmup: 1 }

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
  const heldUp = heldUpBefore()
  console.log(`before: held up ${(heldUp.share * 100).toFixed(1)} % of a second, at most ${heldUp.longestMs.toFixed(1)} ms at once\n`)

  const own: Rival = {
    name: 'kubedyno',
    command: ({ port, seconds }) => ownCommand({ port, connections, phases: [phase({ kind: 'clients', clients: connections }, seconds)] }),
  }
  const closed = await closedLoops([own, ...rivals], program)
  const verdicts = [...judgeClosed(closed), ...(await judgeOpen(program)), await judgeMillion(program)]
  const times = costRatio(closed, 'autocannon')
  console.log(`load ratio=${times === null ? 'none' : times.toFixed(2)}`)
  return verdicts.every((met) => met)
}

interface ClosedLoop {
  /** Together, of all rounds, and what a long run has more of than a short one. */
  requests: number
  cpuSeconds: number
}

/** Each generator in turn, in several rounds, so that a machine whose speed drifts is equally fair to all. */
async function closedLoops(generators: readonly Rival[], program: string): Promise<Map<string, ClosedLoop>> {
  const results = new Map<string, ClosedLoop>(generators.map(({ name }) => [name, { requests: 0, cpuSeconds: 0 }]))
  for (let round = 0; round < rounds; round++) {
    for (const generator of generators) {
      const [short, long] = [await closedLoop(generator, seconds.short, program), await closedLoop(generator, seconds.long, program)]
      const result = results.get(generator.name) as ClosedLoop
      result.requests += long.requests - short.requests
      result.cpuSeconds += long.cpuSeconds - short.cpuSeconds
    }
  }
  return results
}

function perSecondOf({ requests }: ClosedLoop): number {
  return requests / (rounds * (seconds.long - seconds.short))
}

function perCpuSecondOf({ requests, cpuSeconds }: ClosedLoop): number {
  return requests / cpuSeconds
}

async function closedLoop({ command }: Rival, forSeconds: number, program: string): Promise<{ requests: number; cpuSeconds: number }> {
  const server = await startLoggingServer(program)
  const { cpuSeconds } = await runOnClientCore(command({ port: server.port, seconds: forSeconds, connections }))
  return { requests: (await server.close()).length, cpuSeconds }
}

function judgeClosed(closed: ReadonlyMap<string, ClosedLoop>): boolean[] {
  console.log(`closed loop, ${connections} connections, ${rounds} rounds       requests/s   requests per client CPU-second`)
  for (const [name, loop] of closed) {
    console.log(`${name.padEnd(48)}${perSecondOf(loop).toFixed(0).padStart(10)}   ${perCpuSecondOf(loop).toFixed(0).padStart(30)}`)
  }
  const perSecond = perSecondOf(closed.get('kubedyno') as ClosedLoop)
  const against = ([name, bar]: [string, number | null]) => {
    const times = costRatio(closed, name)
    if (times === null) return true
    if (bar !== null) return say(`per CPU-second ÷ ${name} = ${times.toFixed(2)}`, `≥ ${bar}`, times >= bar)
    console.log(`per CPU-second ÷ ${name} = ${times.toFixed(2)} (the ceiling, no bar)`)
    return true
  }
  return [
    say(`closed loop = ${perSecond.toFixed(0)}/s`, `≥ ${bars.closedPerSecond}`, perSecond >= bars.closedPerSecond),
    ...(
      [
        ['autocannon', bars.timesAutocannon],
        ['hey', bars.timesHey],
        ['k6', bars.timesK6],
        ['wrk', null],
      ] as [string, number | null][]
    ).map(against),
  ]
}

/** How many times the requests of another generator ours makes from the same processor time. */
function costRatio(closed: ReadonlyMap<string, ClosedLoop>, name: string): number | null {
  const [ours, theirs] = [closed.get('kubedyno'), closed.get(name)]
  return ours && theirs ? perCpuSecondOf(ours) / perCpuSecondOf(theirs) : null
}

async function judgeOpen(program: string): Promise<boolean[]> {
  console.log(`\nopen loop, median of ${rounds}     send lag p50 ms   p99 ms      max ms   gap CV at the server   client cores`)
  const constant = await openLoop('constant', 500, program)
  const poisson = await openLoop('poisson', 500, program)
  const verdicts = [
    () => say(`constant 500/s gap CV = ${constant.cv.toFixed(3)}`, `< ${bars.constantGapCv}`, constant.cv < bars.constantGapCv),
    () => {
      const [least = 0, most = 0] = bars.poissonGapCv
      return say(`Poisson 500/s gap CV = ${poisson.cv.toFixed(3)}`, `${least}–${most}`, poisson.cv >= least && poisson.cv <= most)
    },
  ]
  for (const [rate, bar] of Object.entries(bars.lagP99Ms)) {
    const { p99 } = await openLoop('constant', Number(rate), program)
    verdicts.push(() => say(`constant ${rate}/s send lag p99 = ${p99.toFixed(3)} ms`, `< ${bar} ms`, p99 < bar))
  }
  console.log()
  return verdicts.map((verdict) => verdict())
}

async function openLoop(arrivals: 'constant' | 'poisson', ratePerSecond: number, program: string): Promise<{ p99: number; cv: number }> {
  const demand = { kind: 'rate', arrivals, ratePerSecond } as Demand
  const runs: { result: DriveResult; cv: number; cores: number }[] = []
  for (let round = 0; round < rounds; round++) {
    const server = await startLoggingServer(program)
    const phases = [phase(demand, seconds.warmup, true), phase(demand, seconds.open)]
    const { printed, cpuSeconds } = await runOnClientCore(ownCommand({ port: server.port, connections: 64, phases }))
    const result = ownResult(printed)
    const stamps = await server.close()
    if (result.failed > 0) console.log(`${arrivals} ${ratePerSecond}/s: ${result.failed} of ${result.requests} requests failed`)
    runs.push({ result, cv: gapCv(stamps, BigInt(result.beganNs)), cores: cpuSeconds / (seconds.warmup + seconds.open) })
  }
  const middle = (of: (run: (typeof runs)[number]) => number) => median(runs.map(of))
  const [p99, cv] = [middle(({ result }) => result.sendLagMs.p99), middle(({ cv }) => cv)]
  const cells = [
    middle(({ result }) => result.sendLagMs.p50),
    p99,
    middle(({ result }) => result.sendLagMs.max),
    cv,
    middle(({ cores }) => cores),
  ]
  const [p50Text, p99Text, maxText, cvText, coresText] = cells.map((value) => value.toFixed(3)) as [string, string, string, string, string]
  const widths = `${p50Text.padStart(15)}   ${p99Text.padStart(6)}   ${maxText.padStart(9)}   ${cvText.padStart(20)}   ${coresText.padStart(12)}`
  console.log(`${`${arrivals} ${ratePerSecond}/s`.padEnd(27)}${widths}`)
  return { p99, cv }
}

/** Drives until a million requests are recorded. */
async function judgeMillion(program: string): Promise<boolean> {
  const server = await startLoggingServer(program)
  const demand: Demand = { kind: 'clients', clients: connections }
  const { printed } = await runOnClientCore(ownCommand({ port: server.port, connections, phases: [phase(demand, 25)] }))
  await server.close()
  const { requests, rssMaxBytes } = ownResult(printed)
  const perMillion = `${(requests / 1e6).toFixed(2)} M requests recorded in ${(rssMaxBytes / 2 ** 20).toFixed(0)} MB of the whole process`
  return say(perMillion, `< ${bars.millionRssBytes / 2 ** 20} MB`, rssMaxBytes < bars.millionRssBytes)
}

/** Standard deviation over mean of the gaps between arrivals from an instant on. */
function gapCv(stamps: BigUint64Array, fromNs: bigint): number {
  const arrivals = [...stamps].filter((stamp) => stamp >= fromNs)
  const gaps = arrivals.slice(1).map((stamp, index) => Number(stamp - (arrivals[index] as bigint)))
  const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length
  return Math.sqrt(gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / gaps.length) / mean
}

/** What a thread that does nothing but look at the clock loses to others on this machine, in one second. */
function heldUpBefore(): { share: number; longestMs: number } {
  const startedMs = performance.now()
  let [lostMs, longestMs, lastMs] = [0, 0, startedMs]
  while (lastMs - startedMs < 1000) {
    const gapMs = performance.now() - lastMs
    if (gapMs > 0.1) lostMs += gapMs
    longestMs = Math.max(longestMs, gapMs)
    lastMs += gapMs
  }
  return { share: lostMs / 1000, longestMs }
}

function phase(demand: Demand, forSeconds: number, warmup = false) {
  return { name: warmup ? 'warm-up' : 'main', durationMs: forSeconds * 1000, warmup, demand }
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return quantileOfSorted(sorted, 0.5) ?? Number.NaN
}

function say(figure: string, bar: string, met: boolean): boolean {
  console.log(`${figure}   bar ${bar}: ${met ? 'met' : 'missed'}`)
  return met
}
