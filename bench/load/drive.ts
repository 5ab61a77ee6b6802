import { type DurationHistogram, durationHistogram } from '../../src/base/duration-histogram.ts'
import { realClock } from '../../src/base/effects.ts'
import { originAfter } from '../../src/base/origin.ts'
import type { Demand, Phase } from '../../src/spec/index.ts'
import { cores, runOnClientCore } from '../base/client-core.ts'
import type { Generator, RunOptions } from '../peers/peer.ts'
import type { DriveOrder, DriveResult } from './driver.ts'

/** What our driver did, in one process or in several whose histograms were merged. */
interface Driven {
  cpuSeconds: number
  requests: number
  failed: number
  sendLag: DurationHistogram
  latency: DurationHistogram
  /** When the phases began, by the machine's monotonic clock. */
  originNs: bigint
}

/** How long processes get to be ready before the first request is due; more once that was not enough. */
let leadMs = 2000

interface DriveOptions {
  port: number
  connections: number
  phases: Phase[]
  /** How many share the schedule and the connections. */
  processes?: number
  /** `whole` has each process on the client's core, as its peers are; `driver` has only the driver's thread there, and what records beside the server. */
  pinned?: 'whole' | 'driver'
}

/** Drives a load from one process or some. */
export async function drive({ port, connections, phases, processes = 1, pinned = 'whole' }: DriveOptions): Promise<Driven> {
  const { wallMs, monotonicNs } = originAfter(realClock, leadMs)
  const origin = { wallMs, monotonicNs: String(monotonicNs) }
  const share = Math.ceil(connections / processes)
  const parts = Array.from({ length: processes }, async (_, index) => {
    const order: DriveOrder = {
      port,
      connections: share,
      phases,
      origin,
      part: { index, of: processes },
      driverCore: pinned === 'driver' ? cores.client : null,
    }
    const on = pinned === 'driver' ? `${cores.server},${cores.client}` : cores.client
    const { printed, cpuSeconds } = await runOnClientCore([process.execPath, 'bench/load/driver.ts', JSON.stringify(order)], on)
    return { ...(JSON.parse(printed) as DriveResult), cpuSeconds }
  })
  const whole: Driven = {
    cpuSeconds: 0,
    requests: 0,
    failed: 0,
    sendLag: durationHistogram(),
    latency: durationHistogram(),
    originNs: monotonicNs,
  }
  for (const { cpuSeconds, requests, failed, sendLag, latency, lateMs } of await Promise.all(parts)) {
    whole.cpuSeconds += cpuSeconds
    whole.requests += requests
    whole.failed += failed
    whole.sendLag.merge(sendLag)
    whole.latency.merge(latency)
    if (lateMs === 0) continue
    console.log(`a driver was ready ${lateMs.toFixed(0)} ms late: this machine is too busy to measure`)
    leadMs = Math.max(leadMs, 2000 + 2 * lateMs)
  }
  return whole
}

/** Our driver as one generator beside the others. */
export function kubedyno(name: string, processes = 1): Generator {
  return {
    name,
    async run({ port, seconds, connections, ratePerSecond }: RunOptions) {
      const demand: Demand = ratePerSecond
        ? { kind: 'rate', arrivals: 'constant', ratePerSecond }
        : { kind: 'clients', clients: connections }
      const { cpuSeconds, latency } = await drive({ port, connections, phases: [phaseOf(demand, seconds)], processes })
      return { cpuSeconds, latenciesMs: [0.5, 0.9, 0.99].map((p) => latency.quantile(p) ?? Number.NaN), dropped: 0 }
    },
  }
}

/** A phase of some seconds. */
export function phaseOf(demand: Demand, seconds: number, warmup = false): Phase {
  return { name: warmup ? 'warm-up' : 'main', durationMs: seconds * 1000, warmup, demand }
}
