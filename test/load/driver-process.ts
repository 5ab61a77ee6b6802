import { realClock, realEffects } from '../../src/base/effects.ts'
import { originAfter } from '../../src/base/origin.ts'
import { type Outcome, outcomes } from '../../src/dataset/index.ts'
import { descriptorShortage, type Endpoint, type LoadOutcome, startLoad } from '../../src/load/index.ts'
import type { Load, Phase } from '../../src/spec/index.ts'

/** What a driver in a process of its own is to do; it says `begun` at the origin and reports in the end. */
export interface ProcessOrder {
  model: string
  endpoints: Endpoint[]
  phases: Phase[]
  load: Partial<Load>
}

export interface ProcessReport {
  outcome: LoadOutcome
  /** What is said of the process's descriptors before the load. */
  shortage: string | null
  rows: { intendedMs: number; sentMs: number; endMs: number; outcome: Outcome }[]
}

const order = JSON.parse(process.argv[2] as string) as ProcessOrder
const rows: ProcessReport['rows'] = []
const load: Load = {
  source: 'http',
  encoding: 'json',
  timeoutMs: 20_000,
  connectionsPerReplica: 64,
  drivers: 1,
  phases: order.phases,
  ...order.load,
}
const shortage = descriptorShortage(load, order.endpoints.length, realEffects)
const handle = await startLoad({
  load,
  seed: 1,
  origin: originAfter(realClock, 500),
  target: { model: order.model, inputs: [{ name: 'x', datatype: 'FP32', shape: [1, 4] }] },
  endpoints: order.endpoints,
  onPhase: (name, edge) => edge === 'started' && name === order.phases[0]?.name && process.send?.('begun'),
  onProgress() {},
  onBatch({ count, intendedMs, sentMs, endMs, outcome }) {
    for (let row = 0; row < count; row++) {
      rows.push({
        intendedMs: intendedMs[row] as number,
        sentMs: sentMs[row] as number,
        endMs: endMs[row] as number,
        outcome: outcomes[outcome[row] as number] as Outcome,
      })
    }
  },
})
const report: ProcessReport = { outcome: await handle.done, shortage, rows }
process.send?.(report, () => process.disconnect())
