import { kill } from 'node:process'
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

/**
 * Asks servers of the same model in turn, over and over, so that a machine whose speed drifts is equally fair to all; a first round warms them up. Those
 * whose turn it is not are stopped: some look for work all the time.
 */
export async function contest(contenders: readonly Contender[], options: ContestOptions): Promise<Map<string, Turn[]>> {
  const { model, turns, cores, connections, seconds, folder } = options
  const seen = new Map<string, Turn[]>(contenders.map(({ name }) => [name, []]))
  const started: { contender: Contender; servers: Server[] }[] = []
  try {
    for (const contender of contenders) {
      const servers = await contender.start(model, cores?.server)
      started.push({ contender, servers })
      signal(servers, 'SIGSTOP')
    }
    for (let turn = -1; turn < turns; turn++) {
      for (const { contender, servers } of started) {
        signal(servers, 'SIGCONT')
        const tree = treeOf(servers)
        const before = cpuSecondsOf(tree)
        const { request } = contender
        const ports = servers.map(({ port }) => port)
        const result = await wrk({ ports, connections, seconds, request, core: cores?.client ?? null, folder })
        const perCpuSecond = result.requests / (cpuSecondsOf(tree) - before)
        signal(servers, 'SIGSTOP')
        const { perSecond, p50Ms, p99Ms } = result
        if (turn >= 0) seen.get(contender.name)?.push({ perSecond, p50Ms, p99Ms, perCpuSecond })
      }
    }
  } finally {
    for (const { servers } of started) {
      signal(servers, 'SIGCONT')
      for (const server of servers) await server.close()
    }
  }
  return seen
}

function treeOf(servers: readonly Server[]): number[] {
  return servers.flatMap(({ pid }) => processTree(pid))
}

function signal(servers: readonly Server[], name: NodeJS.Signals): void {
  for (const pid of treeOf(servers)) kill(pid, name)
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
