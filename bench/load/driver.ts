import { realClock } from '../../src/base/effects.ts'
import { originAfter, sinceOriginMs } from '../../src/base/origin.ts'
import { quantileOfSorted } from '../../src/base/quantile.ts'
import { outcomes } from '../../src/dataset/index.ts'
import { startLoad } from '../../src/load/index.ts'
import type { Phase } from '../../src/spec/index.ts'

/** What the process of a benchmark is to drive. */
export interface DriveOrder {
  port: number
  connections: number
  phases: Phase[]
}

/** What it saw, warm-up phases left out of the quantiles. */
export interface DriveResult {
  requests: number
  failed: number
  /** What was never sent was late until it was given up. */
  sendLagMs: { p50: number; p99: number; max: number }
  /** From the intended instant. */
  latencyMs: { p50: number; p90: number; p99: number }
  /** When the first phase that counts began, by the machine's monotonic clock. */
  beganNs: string
  rssMaxBytes: number
}

const { port, connections, phases } = JSON.parse(process.argv[2] as string) as DriveOrder
/** Enough for the driver to be ready even on a busy machine. */
const leadMs = 3000
const ok = outcomes.indexOf('ok')
const lags = series()
const latencies = series()
let requests = 0
let failed = 0
const origin = originAfter(realClock, leadMs)
const handle = await startLoad({
  load: { source: 'http', encoding: 'json', timeoutMs: 30_000, connectionsPerReplica: connections, drivers: 1, phases },
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
await new Promise((resolve) => setTimeout(resolve, -sinceOriginMs(origin, realClock)))
await handle.done
const rssMaxBytes = process.resourceUsage().maxRSS * 1024
const warmupMs = phases.reduce((sum, { warmup, durationMs }) => sum + (warmup ? durationMs : 0), 0)
const [lag, latency] = [lags.quantiles(), latencies.quantiles()]
const result: DriveResult = {
  requests,
  failed,
  sendLagMs: { p50: lag(0.5), p99: lag(0.99), max: lag(1) },
  latencyMs: { p50: latency(0.5), p90: latency(0.9), p99: latency(0.99) },
  beganNs: String(origin.monotonicNs + BigInt(warmupMs) * 1_000_000n),
  rssMaxBytes,
}
console.log(JSON.stringify(result))

/** Numbers in 4 bytes each, so that what is remembered of a million requests weighs little beside what is measured. */
function series() {
  let values = new Float32Array(4096)
  let count = 0
  return {
    add(value: number) {
      if (count === values.length) {
        const longer = new Float32Array(count * 2)
        longer.set(values)
        values = longer
      }
      values[count++] = value
    },
    quantiles() {
      const sorted = values.subarray(0, count).sort()
      return (p: number) => quantileOfSorted(sorted, p) ?? Number.NaN
    },
  }
}
