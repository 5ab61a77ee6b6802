import { hasSystemCode } from '../../base/errors.ts'
import { KernelFile } from '../kernel/kernel-file.ts'
import type { Source, SourceContext } from './source.ts'

const gives = ['energy_joules_total']

interface Zone {
  energy: KernelFile
  /** The highest value that the counter of this zone takes before it begins anew. */
  rangeUj: number
  lastUj: number
  totalUj: number
}

/** Energy of the processor packages by RAPL, from the kernel's powercap folder. */
export function machineEnergy(context: SourceContext, folder = '/sys/class/powercap'): Source {
  const { outlet, text } = context
  let zones: Zone[] | null = null
  return {
    gives,
    read() {
      const missing = (reason: string) => outlet.missing('energy_joules_total', outlet.nowMs(), reason)
      zones ??= packageZones(folder, context)
      if (zones.length === 0) return missing(`no RAPL here: ${folder} has no package zone`)
      let totalUj = 0
      for (const zone of zones) {
        if (!zone.energy.read(text)) return missing(zone.energy.reason)
        totalUj += advance(zone, text.number())
      }
      outlet.value('energy_joules_total', totalUj / 1e6, outlet.nowMs(), `${folder}: package zones`)
    },
    close() {
      for (const { energy } of zones ?? []) energy.close()
    },
  }
}

/** Zones of whole packages; `intel-rapl-mmio` repeats them, and every deeper zone is a part of one. */
function packageZones(folder: string, { effects: { disk } }: SourceContext): Zone[] {
  const namesIn = (path: string) => {
    try {
      return disk.readdirSync(path)
    } catch (error) {
      if (hasSystemCode(error, 'ENOENT', 'EACCES', 'ENOTDIR')) return []
      throw error
    }
  }
  return namesIn(folder)
    .filter((name) => /^intel-rapl:\d+$/.test(name))
    .map((name) => `${folder}/${name}`)
    .filter((zone) => disk.readFileSync(`${zone}/name`, 'utf8').startsWith('package-'))
    .map((zone) => ({
      energy: new KernelFile(`${zone}/energy_uj`, disk),
      rangeUj: Number(disk.readFileSync(`${zone}/max_energy_range_uj`, 'utf8')),
      lastUj: 0,
      totalUj: 0,
    }))
}

/** The zone's energy as a counter that never falls. */
function advance(zone: Zone, nowUj: number): number {
  if (Number.isNaN(nowUj)) return Number.NaN
  zone.totalUj += nowUj >= zone.lastUj ? nowUj - zone.lastUj : nowUj + zone.rangeUj - zone.lastUj
  zone.lastUj = nowUj
  return zone.totalUj
}
