import { type MeasureFacts, type MeasureName, measureWithin, type Track } from './measures.ts'
import type { RunRecords } from './records.ts'
import type { PhaseWindow } from './requests/phase-windows.ts'

/** What one entity used and felt; a measure that is not there has no samples, and `missing` says why. */
export interface EntityFacts {
  entity: string
  /** Over the counted phases. */
  counted: Partial<Record<MeasureName, MeasureFacts>>
  phases: { phase: string; measures: Partial<Record<MeasureName, MeasureFacts>> }[]
}

/** A signal that could not be read, for which entities, and why. */
export interface MissingSignal {
  signal: string
  entities: string[]
  reason: string
}

/** Facts about every entity that was sampled, in the order of its tracks. */
export function entityFacts(tracks: readonly Track[], windows: readonly PhaseWindow[]): EntityFacts[] {
  const counted = windows.filter(({ warmup }) => !warmup)
  return [...new Set(tracks.map(({ entity }) => entity))].map((entity) => {
    const own = tracks.filter((track) => track.entity === entity)
    return {
      entity,
      counted: measuresWithin(own, counted),
      phases: windows.map((window) => ({ phase: window.name, measures: measuresWithin(own, [window]) })),
    }
  })
}

function measuresWithin(tracks: readonly Track[], windows: readonly PhaseWindow[]): Partial<Record<MeasureName, MeasureFacts>> {
  const result: Partial<Record<MeasureName, MeasureFacts>> = {}
  for (const track of tracks) {
    const facts = measureWithin(track, windows)
    if (facts) result[track.measure] = facts
  }
  return result
}

/** Signals that were wanted and could not be had, with the same reason told once. */
export function missingSignals({ environment, events }: RunRecords): MissingSignal[] {
  const missing = new Map<string, MissingSignal>()
  const add = (signal: string, entity: string, reason: string) => {
    const key = JSON.stringify([signal, reason])
    const entry = missing.get(key) ?? { signal, entities: [], reason }
    if (!entry.entities.includes(entity)) entry.entities.push(entity)
    missing.set(key, entry)
  }
  if (environment?.recording) {
    for (const { signal, entity, available, reason } of environment.recording.signals) {
      if (!available) add(signal, entity, reason ?? 'no reason was told')
    }
  } else {
    for (const event of events) if (event.type === 'source.missing') add(event.signal, event.entity, event.reason)
  }
  return [...missing.values()].sort((a, b) => (a.signal < b.signal ? -1 : a.signal > b.signal ? 1 : a.reason < b.reason ? -1 : 1))
}

/** Cores that the busiest thread of the driver used; an average over several would hide the one that was too slow. */
export function busiestDriver(entities: readonly EntityFacts[]): MeasureFacts | null {
  const drivers = entities.filter(({ entity }) => entity.split('/')[0] === 'driver').flatMap(({ counted }) => counted.cpuCores ?? [])
  return drivers.sort((a, b) => b.max - a.max)[0] ?? null
}
