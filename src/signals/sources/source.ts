import type { Effects } from '../../base/effects.ts'
import type { SampleTarget } from '../contract.ts'
import { KernelFile } from '../kernel/kernel-file.ts'
import type { KernelText } from '../kernel/kernel-text.ts'
import type { KernelUnits } from '../kernel/kernel-units.ts'
import type { Outlet } from '../ledger.ts'

/** Something that gives certain signals of one entity each time it is read. */
export interface Source {
  /** Signals that it gives or says the reason for; it is opened only when one of them is wanted. */
  gives: readonly string[]
  /** Takes one reading of all; a promise when the answer comes later. The target is the same entity, as it is now. */
  read(target: SampleTarget): void | Promise<void>
  close(): void
}

/** What sources share while one sampler runs. */
export interface SourceContext {
  effects: Effects
  outlet: Outlet
  /** The buffer that all kernel files are read into. */
  text: KernelText
  units: KernelUnits
  isHardwareDisk(major: number, minor: number): boolean
  /** Time between two turns. */
  intervalMs: number
  /** Does work and counts what it costs to what sampling costs. */
  metered(work: () => void): void
}

/** Signals that can never be had here, all for the same reason. */
export function absent(gives: readonly string[], reason: string, { outlet }: Pick<SourceContext, 'outlet'>): Source {
  let isSaid = false
  return {
    gives,
    read() {
      if (isSaid) return
      isSaid = true
      for (const signal of gives) outlet.missing(signal, outlet.nowMs(), reason)
    },
    close() {},
  }
}

/** One kernel file that gives some signals; where it cannot be read, all of them are missing for the same reason. */
export function fileSource(path: string, gives: readonly string[], context: SourceContext, tell: (timeMs: number) => void): Source {
  const { effects, outlet, text } = context
  const file = new KernelFile(path, effects.disk)
  return {
    gives,
    read() {
      if (file.read(text)) return tell(outlet.nowMs())
      for (const signal of gives) outlet.missing(signal, outlet.nowMs(), file.reason)
    },
    close: () => file.close(),
  }
}
