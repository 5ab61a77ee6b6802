import type { Load } from '../../spec/index.ts'
import type { PhaseSchedule } from '../schedule/schedule.ts'
import { splitSchedule } from '../schedule/schedule-file.ts'

/** The part of a load that one of its drivers sends. */
interface LoadShare {
  load: Load
  schedule: PhaseSchedule[]
}

/**
 * Deals a load out to its drivers, as evenly as it goes: arrivals in turn, clients and connections by number, so that together they are
 * those of the whole. There may be fewer clients than drivers, but not fewer connections.
 */
export function shareOut(load: Load, schedule: readonly PhaseSchedule[]): LoadShare[] {
  const { drivers, connectionsPerReplica, phases } = load
  return splitSchedule(schedule, drivers).map((own, driver) => {
    const part = (whole: number) => Math.floor(whole / drivers) + (driver < whole % drivers ? 1 : 0)
    const ownPhases = phases.map((phase) =>
      phase.demand.kind === 'clients' ? { ...phase, demand: { ...phase.demand, clients: part(phase.demand.clients) } } : phase,
    )
    return { load: { ...load, connectionsPerReplica: part(connectionsPerReplica), phases: ownPhases }, schedule: own }
  })
}
