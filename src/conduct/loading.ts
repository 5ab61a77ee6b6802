import type { Origin } from '../base/origin.ts'
import type { DriverRecord } from '../dataset/index.ts'
import type { Deployment, Replica } from '../engine/index.ts'
import type { FedBatch } from '../serving/index.ts'

/** The load of one run, whichever its source; replicas can come and go before, while and after it is under way. */
export interface Loading {
  /** Threads of this process that make the load. */
  threadIds(): readonly number[]
  add(replica: Replica): void
  /** Resolves once nothing of the load is on its way to the replica or back. */
  retire(replica: string): Promise<void>
  fed(replica: string, batch: FedBatch): void
  /** Goes through the phases; resolves to whether all of them were gone through before the signal aborted. */
  carry(origin: Origin, deployment: Deployment, signal: AbortSignal): Promise<boolean>
  record(): DriverRecord
}
