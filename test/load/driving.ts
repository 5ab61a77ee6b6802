import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { loadavg } from 'node:os'
import { afterEach } from 'vitest'
import { realClock } from '../../src/base/effects.ts'
import { originAfter, sinceOriginMs } from '../../src/base/origin.ts'
import { siblingModule } from '../../src/base/sibling-module.ts'
import { type LoadProgress, noReplica, type Outcome, outcomes } from '../../src/dataset/index.ts'
import { driverRecordBuilder, type Endpoint, type LoadHandle, type LoadOptions, type RequestSet, startLoad } from '../../src/load/index.ts'
import type { Demand, Load, Phase } from '../../src/spec/index.ts'
import type { MadeCertificate } from '../base/made-certificate.ts'

/** A row as an object, for reading in assertions. */
export interface Row {
  id: number
  phase: number
  request: number
  replica: string | null
  intendedMs: number
  sentMs: number
  firstByteMs: number
  endMs: number
  status: number
  outcome: Outcome
  sentBytes: number
  receivedBytes: number
  stages: number[]
}

interface TargetStats {
  requests: number
  answered: number
  /** By the machine's monotonic clock; the first thousand. */
  answeredAtMs: number[]
  open: number
  openMax: number
  connections: number
  /** Of TLS, and how many of them resumed an earlier session. */
  handshakes: number
  resumed: number
  bodies: string[]
  /** Of the same requests as the bodies. */
  urls: string[]
  heads: Record<string, string>[]
  headers: Record<string, string>
}

interface Target {
  endpoint: Endpoint
  process: ChildProcess
  /** Resolves to how long it stood still in the end. */
  freeze(forMs: number): Promise<number>
  stats(): Promise<TargetStats>
}

const running: ChildProcess[] = []
afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL')
})

/** Starts the test server of this folder in a process of its own, with HTTPS when it is given a certificate; it ends with the test. */
export async function target(replica = 'r1', host = '127.0.0.1', made?: MadeCertificate): Promise<Target> {
  const secret = made ? [JSON.stringify({ cert: made.certificate, key: made.key })] : []
  const child = fork(siblingModule(import.meta.url, './target-server'), [host, ...secret], { execArgv: [] })
  running.push(child)
  const [{ port }] = (await once(child, 'message')) as [{ port: number }]
  return {
    endpoint: { replica, host, port, ...(made && { certificate: made.certificate }) },
    process: child,
    async freeze(forMs) {
      child.send({ ask: 'freeze', forMs })
      const [{ frozenMs }] = (await once(child, 'message')) as [{ frozenMs: number }]
      return frozenMs
    },
    async stats() {
      child.send({ ask: 'stats' })
      const [{ seen }] = (await once(child, 'message')) as [{ seen: TargetStats }]
      return seen
    },
  }
}

export function phase(durationMs: number, demand: Demand, name = 'main'): Phase {
  return { name, durationMs, warmup: false, demand }
}

export const constant = (ratePerSecond: number): Demand => ({ kind: 'rate', arrivals: 'constant', ratePerSecond })
export const clients = (count: number): Demand => ({ kind: 'clients', clients: count })

/** What a request carries that is never sent. */
export const noBody = { place: 0, request: 0, path: '/', judged: 'any', headers: {}, bytes: Buffer.alloc(0) } as const

interface DriveOptions {
  model?: string
  endpoints: Endpoint[]
  phases: Phase[]
  load?: Partial<Load>
  inputs?: LoadOptions['target']['inputs']
  requests?: RequestSet
  seed?: number
  /** From now to the origin; the driver is ready before it is over, for which a busy machine needs longer. */
  leadMs?: number
}

/** Starts a load against real servers and gathers what it tells. */
export async function drive({
  model = 'good',
  endpoints,
  phases,
  load,
  inputs,
  requests,
  seed = 1,
  leadMs = 700 + 200 * (loadavg()[0] as number),
}: DriveOptions) {
  const rows: Row[] = []
  const progress: LoadProgress[] = []
  const edges: string[] = []
  const record = driverRecordBuilder()
  const origin = originAfter(realClock, leadMs)
  const handle: LoadHandle = await startLoad({
    load: { source: 'http', encoding: 'json', timeoutMs: 20_000, connectionsPerReplica: 64, drivers: 1, phases, ...load },
    seed,
    ...(requests && { requests }),
    origin,
    target: { model, inputs: inputs ?? [{ name: 'x', datatype: 'FP32', shape: [1, 4] }] },
    endpoints,
    onProgress: (second) => progress.push(second),
    onPhase: (name, edge) => edges.push(`${name} ${edge}`),
    onBatch(batch, replicas) {
      record.add(batch)
      for (let row = 0; row < batch.count; row++) {
        const code = batch.replica[row] as number
        rows.push({
          id: batch.id[row] as number,
          phase: batch.phase[row] as number,
          request: batch.request[row] as number,
          replica: code === noReplica ? null : (replicas[code] as string),
          intendedMs: batch.intendedMs[row] as number,
          sentMs: batch.sentMs[row] as number,
          firstByteMs: batch.firstByteMs[row] as number,
          endMs: batch.endMs[row] as number,
          status: batch.status[row] as number,
          outcome: outcomes[batch.outcome[row] as number] as Outcome,
          sentBytes: batch.sentBytes[row] as number,
          receivedBytes: batch.receivedBytes[row] as number,
          stages: [batch.decodeMs, batch.queueMs, batch.inferMs, batch.encodeMs].map((column) => column[row] as number),
        })
      }
    },
  })
  return { handle, rows, progress, edges, record, origin, at: (atMs: number) => sleep(atMs - sinceOriginMs(origin, realClock)) }
}

/** How many rows ended in each way. */
export function tally(rows: readonly Pick<Row, 'outcome'>[]): Partial<Record<Outcome, number>> {
  const counts: Partial<Record<Outcome, number>> = {}
  for (const { outcome } of rows) counts[outcome] = (counts[outcome] ?? 0) + 1
  return counts
}

export const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
