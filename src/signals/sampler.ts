import { type Effects, realEffects } from '../base/effects.ts'
import { sinceOriginMs } from '../base/origin.ts'
import { catalogue, signalNamed } from './catalogue.ts'
import { watchClockSteps } from './clock-step.ts'
import type { Sampler, SamplerOptions, SampleTarget } from './contract.ts'
import { openSources } from './entity.ts'
import { followGrid } from './grid.ts'
import { hardwareDisks } from './kernel/hardware-disks.ts'
import { KernelText } from './kernel/kernel-text.ts'
import { kernelUnits } from './kernel/kernel-units.ts'
import { openLedger } from './ledger.ts'
import type { Source } from './sources/source.ts'
import { threadCpuMs } from './thread-cpu.ts'

const clockStepLimitMs = 50

/** Reads the wanted signals of all targets at each turn of the interval's grid, until closed; nothing is interpolated, and what cannot be read has a reason. */
export function startSampler(options: SamplerOptions, effects: Effects = realEffects): Sampler {
  const { intervalMs, origin, targets, onReadings, onClockStep } = options
  const wanted = options.signals?.map(signalNamed) ?? catalogue
  const nowMs = () => sinceOriginMs(origin, effects.clock)
  const ledger = openLedger(nowMs, onReadings)
  const open = new Map<string, Source[]>()
  const pending = new Set<Promise<void>>()
  const stopping = new AbortController()
  const clockStepMs = watchClockSteps(effects.clock)
  const cost = { turns: 0, missedTurns: 0, cpuMs: 0 }
  const metered = (work: () => void) => {
    const beforeMs = threadCpuMs()
    work()
    cost.cpuMs += threadCpuMs() - beforeMs
  }
  const shared = {
    effects,
    text: new KernelText(),
    units: kernelUnits(effects),
    isHardwareDisk: hardwareDisks(effects),
    intervalMs,
    metered,
  }

  const closeAll = (entities: Iterable<string>) => {
    for (const entity of entities) {
      for (const source of open.get(entity) ?? []) source.close()
      open.delete(entity)
    }
  }
  const read = (target: SampleTarget) => {
    let sources = open.get(target.entity)
    if (!sources) {
      const asked = new Set(wanted.filter(({ entities }) => entities.includes(target.kind)).map(({ name }) => name))
      sources = openSources(target, { ...shared, outlet: ledger.outlet(target.entity, asked) })
      open.set(target.entity, sources)
    }
    for (const source of sources) {
      const later = source.read(target)?.then(() => {
        pending.delete(later as Promise<void>)
        ledger.flush()
      })
      if (later) pending.add(later)
    }
  }
  const turn = (missedTurns: number) => {
    cost.turns++
    cost.missedTurns += missedTurns
    const stepMs = clockStepMs()
    if (Math.abs(stepMs) > clockStepLimitMs) onClockStep(stepMs)
    metered(() => {
      const present = targets()
      const names = new Set(present.map(({ entity }) => entity))
      closeAll([...open.keys()].filter((entity) => !names.has(entity)))
      present.forEach(read)
    })
    ledger.flush()
  }

  const turning = followGrid(intervalMs, origin, effects.clock, stopping.signal, turn)
  const finish = async () => {
    stopping.abort()
    try {
      await turning
      await Promise.all(pending)
      turn(0)
      await Promise.all(pending)
    } finally {
      closeAll([...open.keys()])
    }
  }
  let finished: Promise<void> | null = null

  return {
    availability: () => ledger.availability(),
    cost: () => ({ ...cost }),
    close() {
      finished ??= finish()
      return finished
    },
  }
}
