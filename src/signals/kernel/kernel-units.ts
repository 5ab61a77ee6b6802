import type { Effects } from '../../base/effects.ts'

const pageSizeEntry = 6
const clockTicksEntry = 17

/** In what units this kernel counts memory pages and processor time. */
export interface KernelUnits {
  pageBytes: number
  ticksPerSecond: number
}

/** Asks the kernel for its units, which it hands to every process in its auxiliary vector; elsewhere than on Linux the usual ones. */
export function kernelUnits({ disk }: Pick<Effects, 'disk'>): KernelUnits {
  const units = { pageBytes: 4096, ticksPerSecond: 100 }
  if (!disk.existsSync('/proc/self/auxv')) return units
  const vector = disk.readFileSync('/proc/self/auxv')
  for (let at = 0; at + 16 <= vector.length; at += 16) {
    const entry = Number(vector.readBigUInt64LE(at))
    if (entry === pageSizeEntry) units.pageBytes = Number(vector.readBigUInt64LE(at + 8))
    if (entry === clockTicksEntry) units.ticksPerSecond = Number(vector.readBigUInt64LE(at + 8))
  }
  return units
}
