import { setTimeout as delay } from 'node:timers/promises'
import { type Effects, realEffects } from '../../src/base/effects.ts'
import { originAfter } from '../../src/base/origin.ts'
import type { Reading, Sampler, SampleTarget } from '../../src/signals/index.ts'
import { startSampler } from '../../src/signals/sampler.ts'

/** A target with nothing to it but its name. */
export function target(entity: string, parts: Partial<SampleTarget> = {}): SampleTarget {
  const kind = entity.startsWith('replica/') ? 'replica' : (entity as SampleTarget['kind'])
  return { entity, kind, pids: [], threadIds: [], cgroup: null, metricsUrl: null, ...parts }
}

/** A sampler whose readings are kept. */
export interface Sampling {
  sampler: Sampler
  readings: Reading[]
  /** Readings of one signal, in order. */
  of(signal: string, entity?: string): Reading[]
  /** Values of one signal, without what was missing. */
  values(signal: string, entity?: string): number[]
  /** Waits for some more turns. */
  turns(count: number): Promise<void>
}

export function sample(
  targets: SampleTarget[] | (() => SampleTarget[]),
  options: { intervalMs?: number; signals?: string[]; effects?: Effects } = {},
): Sampling {
  const { intervalMs = 50, signals = null, effects = realEffects } = options
  const readings: Reading[] = []
  const sampler = startSampler(
    {
      intervalMs,
      signals,
      origin: originAfter(effects.clock, 0),
      targets: typeof targets === 'function' ? targets : () => targets,
      onReadings: (batch) => readings.push(...batch),
      onClockStep: () => {},
    },
    effects,
  )
  const of = (signal: string, entity?: string) =>
    readings.filter((reading) => reading.signal === signal && (entity === undefined || reading.entity === entity))
  return {
    sampler,
    readings,
    of,
    values: (signal, entity) => of(signal, entity).flatMap(({ value }) => (value === null ? [] : [value])),
    async turns(count) {
      const wanted = sampler.cost().turns + count
      while (sampler.cost().turns < wanted) await delay(5)
    },
  }
}

/** By how much a signal grew from its first value to its last. */
export function growth(values: readonly number[]): number {
  return (values.at(-1) ?? Number.NaN) - (values[0] ?? Number.NaN)
}
