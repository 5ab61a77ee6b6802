import { throughputOf } from './fit-usl.ts'
import type { Saturation } from './outcome.ts'
import { meanWait } from './queue-law.ts'

/** What the fitted law says of one load: requests per second or clients. The latency is null where a queue has no mean. */
export function predictedAt(saturation: Saturation, load: number): { perSecond: number; latencyMs: number | null } {
  const { queue, scalability, capacity, unloadedMs } = saturation
  if (queue) {
    const most = capacity.value as number
    const waitMs = 1000 * meanWait(load, most, queue.servers, queue.variability)
    return { perSecond: Math.min(load, most), latencyMs: Number.isFinite(waitMs) ? (unloadedMs.value as number) + waitMs : null }
  }
  const { single, contention, coherency } = scalability as NonNullable<typeof scalability>
  const law = { single: single.value as number, contention: contention.value as number, coherency: coherency.value as number }
  const perSecond = throughputOf(law, load)
  return { perSecond, latencyMs: (1000 * load) / perSecond }
}
