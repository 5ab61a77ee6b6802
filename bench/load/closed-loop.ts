import { row, say, sayUnjudged } from '../base/figures.ts'
import type { Generator } from '../peers/peer.ts'
import { startLoggingServer } from './logging-server.ts'

/** Ours is the first generator; `timesPeer` says how many times the requests of a peer it is to make from the same processor time. */
export interface ClosedBars {
  perSecond: number
  timesPeer: Readonly<Record<string, number>>
}

interface Closed {
  verdicts: boolean[]
  times: ReadonlyMap<string, number>
}

const rounds = 3
const connections = 32
/** A short run is subtracted from a long one, which takes the start of each process out. */
const seconds = { short: 2, long: 5 }
const widths = [14, 36]

interface ClosedLoop {
  /** Together, of all rounds, and what a long run has more of than a short one. */
  requests: number
  cpuSeconds: number
}

/**
 * Closed loops of all generators, in turn and in several rounds, so that a machine whose speed drifts is equally fair to all; the server counts.
 * Tells the verdicts, and how many times the requests of each peer ours makes from the same processor time.
 */
export async function judgeClosed(generators: readonly Generator[], program: string, bars: ClosedBars): Promise<Closed> {
  const loops = new Map<string, ClosedLoop>(generators.map(({ name }) => [name, { requests: 0, cpuSeconds: 0 }]))
  for (let round = 0; round < rounds; round++) {
    for (const generator of generators) {
      const [short, long] = [await closedLoop(generator, seconds.short, program), await closedLoop(generator, seconds.long, program)]
      const loop = loops.get(generator.name) as ClosedLoop
      loop.requests += long.requests - short.requests
      loop.cpuSeconds += long.cpuSeconds - short.cpuSeconds
    }
  }
  console.log(`\nclosed loop, ${connections} connections, ${rounds} rounds`)
  console.log(row('', ['requests/s', 'requests per client CPU-second'], 34, widths))
  for (const [name, loop] of loops) console.log(row(name, [perSecondOf(loop).toFixed(0), perCpuSecondOf(loop).toFixed(0)], 34, widths))
  return judge(loops, bars)
}

function judge(loops: ReadonlyMap<string, ClosedLoop>, { perSecond, timesPeer }: ClosedBars): Closed {
  const [[ownName, own] = ['', { requests: 0, cpuSeconds: 0 }], ...peers] = loops
  const times = new Map(peers.map(([name, peer]) => [name, perCpuSecondOf(own) / perCpuSecondOf(peer)]))
  const verdicts = [say(`${ownName} = ${perSecondOf(own).toFixed(0)}/s from one core`, `≥ ${perSecond}/s`, perSecondOf(own) >= perSecond)]
  for (const [name, least] of Object.entries(timesPeer)) {
    const ratio = times.get(name)
    if (ratio === undefined) verdicts.push(sayUnjudged(`per CPU-second ÷ ${name}`, `≥ ${least}`, 'it is missing'))
    else verdicts.push(say(`per CPU-second ÷ ${name} = ${ratio.toFixed(2)}`, `≥ ${least}`, ratio >= least))
  }
  for (const [name, ratio] of times) {
    if (!(name in timesPeer)) console.log(`per CPU-second ÷ ${name} = ${ratio.toFixed(2)}   the ceiling, no bar`)
  }
  return { verdicts, times }
}

async function closedLoop(generator: Generator, forSeconds: number, program: string): Promise<ClosedLoop> {
  const server = await startLoggingServer(program)
  const { cpuSeconds } = await generator.run({ port: server.port, seconds: forSeconds, connections })
  return { requests: (await server.close()).length, cpuSeconds }
}

function perSecondOf({ requests }: ClosedLoop): number {
  return requests / (rounds * (seconds.long - seconds.short))
}

function perCpuSecondOf({ requests, cpuSeconds }: ClosedLoop): number {
  return requests / cpuSeconds
}
