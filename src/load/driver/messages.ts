import type { LoadProgress, LoadTotals, RequestBatch } from '../../dataset/index.ts'
import type { Endpoint, LoadOptions, LoadOutcome } from '../contract.ts'

/** What a driver thread is given when it starts: its share of a load, and its place among the drivers, from 0. */
export type DriverOrder = Pick<Required<LoadOptions>, 'load' | 'schedule' | 'requests' | 'seed' | 'origin' | 'endpoints'> & {
  driver: number
}

/** What a driver thread is told. */
export type DriverCommand = { type: 'add'; endpoint: Endpoint } | { type: 'retire'; replica: string } | { type: 'stop' }

/** What a driver thread says. */
export type DriverMessage =
  | { type: 'ready'; threadId: number | null }
  | { type: 'phase'; phase: string; edge: 'started' | 'ended' }
  | { type: 'batch'; batch: RequestBatch }
  | { type: 'beat'; beat: Beat }
  | { type: 'retired'; replica: string }
  | { type: 'ended'; beat: Beat; outcome: LoadOutcome }

/** What a driver counts for its outcome. */
export type DriverCounts = Pick<LoadOutcome, 'intended' | 'sent' | 'poolWaits' | 'descriptorWaits' | 'reusedSocketRetries'>

/** Once a second while the load lasts: totals so far, after the rows up to it were handed over. */
export interface Beat extends LoadTotals, Pick<LoadProgress, 'phase' | 'sendLagMaxMs'> {
  atMs: number
}
