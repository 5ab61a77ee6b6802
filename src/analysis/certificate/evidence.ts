import type { Summary } from '../estimates/distribution.ts'
import type { PhaseArrivals } from './arrivals.ts'

/** All that the rules look at; it comes from the run folder alone. Shares lie in [0, 1]. */
export interface Evidence {
  selfFed: boolean
  /** Of `schedule.bin`, the arrivals as compiled before the run; null when it is not there. */
  scheduleSha256: string | null
  /** Every phase was driven to its end. */
  complete: boolean
  /** Requests that the driver counted; null when it left no record. */
  counted: number | null
  rowCount: number
  /** The counted phases. */
  phases: PhaseArrivals[]
  /** Over the counted phases, like the outcomes. */
  sendLag: Summary
  latencyP50Ms: number | null
  outcomes: Record<string, number>
  /** Requests that waited for a free connection, of all. */
  waitedShare: number | null
  /** Requests that waited because the driver's machine could open no more connections, of all. */
  descriptorShare: number | null
  /** Of one core, at most, between two samples; of several drivers, the busiest one. */
  driverCores: number | null
  eventLoopLagMaxMs: number | null
  /** Garbage collection of the driver, at a time. */
  collectionMaxMs: number | null
  /** CPU time that the hypervisor took from the machine. */
  stolenShare: number | null
  /** Of the machine's CPU time, what neither the replicas nor kubedyno used. */
  othersShare: number | null
  /** By how much the wall clock jumped; times are measured by a clock that does not. */
  clockStepsMs: number[]
}
