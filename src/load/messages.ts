import type { RequestBatch } from '../dataset/index.ts'
import type { Endpoint, LoadOptions, LoadOutcome } from './contract.ts'
import type { DriverCounts } from './driver.ts'

/** What a driver thread is given when it starts. */
export type DriverOrder = Pick<Required<LoadOptions>, 'load' | 'schedule' | 'seed' | 'origin' | 'target' | 'endpoints'>

/** What a driver thread is told. */
export type DriverCommand = { type: 'add'; endpoint: Endpoint } | { type: 'retire'; replica: string } | { type: 'stop' }

/** What a driver thread says. */
export type DriverMessage =
  | { type: 'ready'; threadId: number | null }
  | { type: 'phase'; phase: string; edge: 'started' | 'ended' }
  | { type: 'batch'; batch: RequestBatch }
  | { type: 'beat'; beat: Beat }
  | { type: 'retired'; replica: string }
  | { type: 'ended'; outcome: LoadOutcome }

/** Once a second while the phases last: totals so far, after the rows up to it were handed over. */
export interface Beat extends DriverCounts {
  atMs: number
  /** Since the last beat; null when nothing was sent. */
  sendLagMaxMs: number | null
}
