import type { BuiltModel } from '../../src/serving/index.ts'
import { median } from '../base/figures.ts'
import { cpuSecondsOf, processTree } from '../base/process-tree.ts'
import type { Server } from '../base/replica.ts'
import type { Contender } from './contender.ts'
import { wrk } from './wrk.ts'

/** What was seen of a server in one turn. */
export interface Turn {
  perSecond: number
  p50Ms: number
  p99Ms: number
  perCpuSecond: number
}

interface ContestOptions {
  model: BuiltModel
  connections: number
  turns: number
  seconds: number
  /** The cores of server and client; null: both have all. */
  cores: { server: string; client: string } | null
  folder: string
}

/** Asks servers of the same model in turn, over and over, so that a machine whose speed drifts is equally fair to all; a first round warms them up. */
export async function contest(contenders: readonly Contender[], options: ContestOptions): Promise<Map<string, Turn[]>> {
  const { model, turns, cores, connections, seconds, folder } = options
  const seen = new Map<string, Turn[]>(contenders.map(({ name }) => [name, []]))
  const servers: { contender: Contender; server: Server }[] = []
  try {
    for (const contender of contenders) servers.push({ contender, server: await contender.start(model, cores?.server) })
    for (let turn = -1; turn < turns; turn++) {
      for (const { contender, server } of servers) {
        const tree = processTree(server.pid)
        const before = cpuSecondsOf(tree)
        const { request } = contender
        const result = await wrk({ port: server.port, connections, seconds, request, core: cores?.client ?? null, folder })
        if (turn < 0) continue
        const { perSecond, p50Ms, p99Ms, requests } = result
        seen.get(contender.name)?.push({ perSecond, p50Ms, p99Ms, perCpuSecond: requests / (cpuSecondsOf(tree) - before) })
      }
    }
  } finally {
    for (const { server } of servers) await server.close()
  }
  return seen
}

/** The middle of all turns. */
export function middleOf(turns: readonly Turn[]): Turn {
  const middle = (of: (turn: Turn) => number) => median(turns.map(of))
  return {
    perSecond: middle(({ perSecond }) => perSecond),
    p50Ms: middle(({ p50Ms }) => p50Ms),
    p99Ms: middle(({ p99Ms }) => p99Ms),
    perCpuSecond: middle(({ perCpuSecond }) => perCpuSecond),
  }
}

/** How many times a figure of the other one ours is: the middle of the ratios turn by turn. */
export function timesOf(ours: readonly Turn[], other: readonly Turn[], figure: keyof Turn): number {
  return median(ours.map((turn, index) => turn[figure] / (other[index] as Turn)[figure]))
}
