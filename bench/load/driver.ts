import { execFileSync } from 'node:child_process'
import { type DurationHistogram, durationHistogram, type StoredHistogram } from '../../src/base/duration-histogram.ts'
import { realClock } from '../../src/base/effects.ts'
import { type Origin, sinceOriginMs } from '../../src/base/origin.ts'
import { outcomes } from '../../src/dataset/index.ts'
import { scheduleOf, splitSchedule, startLoad } from '../../src/load/index.ts'
import type { Phase } from '../../src/spec/index.ts'

/** What the process of a benchmark is to drive. */
export interface DriveOrder {
  port: number
  connections: number
  phases: Phase[]
  /** When the first phase begins; `monotonicNs` as text. */
  origin: { wallMs: number; monotonicNs: string }
  /** Which part of the schedule it takes, of how many. */
  part: { index: number; of: number }
  /** The core that its driver has for itself; null leaves it where its process is. */
  driverCore: string | null
}

/** What it saw, warm-up phases left out of the times. */
export interface DriveResult {
  requests: number
  failed: number
  /** What was never sent was late until it was given up. */
  sendLag: StoredHistogram
  /** From the intended instant. */
  latency: StoredHistogram
  /** How long after the first phase began it was ready to send; 0 when it was ready before. */
  lateMs: number
}

const order = JSON.parse(process.argv[2] as string) as DriveOrder
const { port, connections, phases } = order
const ok = outcomes.indexOf('ok')
const lags: DurationHistogram = durationHistogram()
const latencies: DurationHistogram = durationHistogram()
let requests = 0
let failed = 0
const origin: Origin = { wallMs: order.origin.wallMs, monotonicNs: BigInt(order.origin.monotonicNs) }
const handle = await startLoad({
  load: { source: 'http', encoding: 'json', timeoutMs: 30_000, connectionsPerReplica: connections, drivers: 1, phases },
  schedule: splitSchedule(scheduleOf({ phases }, 1), order.part.of)[order.part.index] ?? [],
  seed: 1,
  origin,
  target: { model: 'm', inputs: [{ name: 'x', datatype: 'FP32', shape: [1, 4] }] },
  endpoints: [{ replica: 'r1', host: '127.0.0.1', port }],
  onBatch({ count, phase, intendedMs, sentMs, endMs, outcome }) {
    requests += count
    for (let row = 0; row < count; row++) {
      if (outcome[row] !== ok) failed++
      if (phases[phase[row] as number]?.warmup) continue
      const latencyMs = (endMs[row] as number) - (intendedMs[row] as number)
      const lagMs = (sentMs[row] as number) - (intendedMs[row] as number)
      lags.add(Number.isNaN(lagMs) ? latencyMs : lagMs)
      latencies.add(latencyMs)
    }
  },
  onProgress() {},
  onPhase() {},
})
if (order.driverCore !== null) {
  for (const threadId of handle.threadIds) execFileSync('taskset', ['-cp', order.driverCore, String(threadId)], { stdio: 'ignore' })
}
const lateMs = Math.max(0, sinceOriginMs(origin, realClock))
await handle.done
const result: DriveResult = { requests, failed, sendLag: lags.stored(), latency: latencies.stored(), lateMs }
console.log(JSON.stringify(result))
