import { performance } from 'node:perf_hooks'
import type { BuiltModel } from '../../src/serving/index.ts'
import { type Connection, openConnection } from '../base/connection.ts'
import { median, quantile } from '../base/figures.ts'
import { memoryOf, processTree } from '../base/process-tree.ts'
import { startReplica } from '../base/replica.ts'
import { tensorRequest } from '../base/tensor-request.ts'
import type { ReplicasFigures } from './results.ts'
import { usualRequest } from './usual-request.ts'

const seconds = { warmUp: 1, measured: 6 }

/** So many replicas of one thread each on all cores of this machine, each kept busy by so many clients of its own, one request at a time. */
export async function replicasBesideEachOther(model: BuiltModel, count: number, clientsEach: number): Promise<ReplicasFigures> {
  const request = tensorRequest(model, (await usualRequest(model)).inputs)
  const replicas = []
  for (let replica = 0; replica < count; replica++) replicas.push(await startReplica(model))
  const clients: Connection[] = []
  for (const { port } of replicas) for (let client = 0; client < clientsEach; client++) clients.push(await openConnection(port))
  await loop(clients, request, seconds.warmUp)
  const tookMs = await loop(clients, request, seconds.measured)
  const { proportionalBytes } = memoryOf(replicas.flatMap(({ pid }) => processTree(pid)))
  for (const client of clients) client.close()
  await Promise.all(replicas.map((replica) => replica.close()))
  return {
    replicas: count,
    bytes: proportionalBytes,
    medianMs: median(tookMs),
    p95Ms: quantile(tookMs, 0.95),
    perSecond: tookMs.length / seconds.measured,
    n: tookMs.length,
  }
}

/** How long those requests took that ended within so many seconds; each client sends its next one as soon as it is answered. */
async function loop(clients: readonly Connection[], request: readonly Buffer[], forSeconds: number): Promise<number[]> {
  const tookMs: number[] = []
  const untilMs = performance.now() + forSeconds * 1000
  await Promise.all(
    clients.map(async (client) => {
      while (performance.now() < untilMs) {
        const { ms } = await client.ask(request)
        if (performance.now() < untilMs) tookMs.push(ms)
      }
    }),
  )
  return tookMs
}
