import type { Reading, SignalAvailability } from './contract.ts'

/** Takes the readings of one entity. */
export interface Outlet {
  /** Milliseconds since the origin: the time of a reading that was taken just now. */
  nowMs(): number
  wants(signal: string): boolean
  /** A reading from `source`; NaN says that the source does not tell this signal. */
  value(signal: string, value: number, timeMs: number, source: string): void
  /** A signal that cannot be read; only the first of several in a row becomes a reading. */
  missing(signal: string, timeMs: number, reason: string): void
}

/** Gathers readings until they are handed on, and keeps the table of what could be read. */
export interface Ledger {
  /** Where readings of an entity go; those of other signals than the wanted ones are dropped. */
  outlet(entity: string, wanted: ReadonlySet<string>): Outlet
  /** Hands on what was gathered since the last time. */
  flush(): void
  availability(): SignalAvailability[]
}

/** Opens the ledger of one sampler. */
export function openLedger(nowMs: () => number, onReadings: (readings: Reading[]) => void): Ledger {
  const entities = new Map<string, Map<string, SignalAvailability>>()
  let gathered: Reading[] = []

  const outletOf = (entity: string, wanted: ReadonlySet<string>): Outlet => {
    const states = entities.get(entity) ?? new Map<string, SignalAvailability>()
    entities.set(entity, states)
    const missing: Outlet['missing'] = (signal, timeMs, reason) => {
      if (!wanted.has(signal)) return
      const state = states.get(signal)
      if (state?.reason === reason) return
      states.set(signal, { signal, entity, available: false, source: null, reason })
      if (state?.available === false) return
      gathered.push({ timeMs, signal, entity, value: null, reason })
    }
    return {
      nowMs,
      wants: (signal) => wanted.has(signal),
      missing,
      value(signal, value, timeMs, source) {
        if (!wanted.has(signal)) return
        if (!Number.isFinite(value)) return missing(signal, timeMs, `${source} does not tell it`)
        gathered.push({ timeMs, signal, entity, value, reason: null })
        const state = states.get(signal)
        if (state?.source !== source) states.set(signal, { signal, entity, available: true, source, reason: null })
      },
    }
  }

  return {
    outlet: outletOf,
    flush() {
      if (gathered.length === 0) return
      const readings = gathered
      gathered = []
      onReadings(readings)
    },
    availability: () => [...entities.values()].flatMap((states) => [...states.values()]),
  }
}
