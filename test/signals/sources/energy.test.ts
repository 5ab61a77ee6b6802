import { existsSync } from 'node:fs'
import { expect, test } from 'vitest'
import { realEffects } from '../../../src/base/effects.ts'
import type { Reading } from '../../../src/signals/index.ts'
import { KernelText } from '../../../src/signals/kernel/kernel-text.ts'
import { openLedger } from '../../../src/signals/ledger.ts'
import { machineEnergy } from '../../../src/signals/sources/energy.ts'
import { folderWith } from '../folder.ts'
import { target } from '../sampling.ts'

/** Reads the energy of a powercap folder; each call gives the new readings. */
function energyOf(folder: string): () => Pick<Reading, 'value' | 'reason'>[] {
  let readings: Reading[] = []
  const ledger = openLedger(
    () => 0,
    (batch) => readings.push(...batch),
  )
  const context = {
    effects: realEffects,
    outlet: ledger.outlet('machine', new Set(['energy_joules_total'])),
    text: new KernelText(),
    units: { pageBytes: 4096, ticksPerSecond: 100 },
    isHardwareDisk: () => false,
    intervalMs: 1000,
    metered: (work: () => void) => work(),
  }
  const source = machineEnergy(context, folder)
  return () => {
    readings = []
    void source.read(target('machine'))
    ledger.flush()
    source.close()
    return readings.map(({ value, reason }) => ({ value, reason }))
  }
}

const zone = (path: string, name: string, energyUj: number) => ({
  [`${path}/name`]: `${name}\n`,
  [`${path}/energy_uj`]: `${energyUj}\n`,
  [`${path}/max_energy_range_uj`]: '262143328850\n',
})

test('packages are summed, and zones that overlap them are not', () => {
  const { path } = folderWith({
    ...zone('intel-rapl:0', 'package-0', 1_000_000),
    ...zone('intel-rapl:1', 'package-1', 2_500_000),
    ...zone('intel-rapl:2', 'psys', 90_000_000),
    ...zone('intel-rapl:0:0', 'core', 500_000),
    ...zone('intel-rapl:0:1', 'dram', 500_000),
    ...zone('intel-rapl-mmio:0', 'package-0', 1_000_000),
  })
  expect(energyOf(path)()).toEqual([{ value: 3.5, reason: null }])
})

test('a zone that begins anew at its highest value goes on counting', () => {
  const { path, write } = folderWith({
    ...zone('intel-rapl:0', 'package-0', 262_143_000_000),
    ...zone('intel-rapl:1', 'package-1', 5_000_000),
  })
  const read = energyOf(path)
  const before = read()[0]?.value as number
  write('intel-rapl:0/energy_uj', '1000000\n')
  const after = read()[0]?.value as number
  expect(after - before).toBeCloseTo(0.32885 + 1, 6)
})

test('a folder without zones is missing with a reason', () => {
  expect(energyOf('/nowhere/powercap')()).toEqual([{ value: null, reason: 'no RAPL here: /nowhere/powercap has no package zone' }])
})

test('a zone that cannot be read makes the sum missing, never smaller, and comes back', () => {
  const { path, write } = folderWith({ ...zone('intel-rapl:0', 'package-0', 1_000_000), ...zone('intel-rapl:1', 'package-1', 1_000_000) })
  const read = energyOf(path)
  expect(read()).toMatchObject([{ value: 2 }])
  write('intel-rapl:1/energy_uj', '')
  expect(read()).toMatchObject([{ value: null, reason: expect.any(String) }])
  write('intel-rapl:1/energy_uj', '4000000\n')
  expect(read()).toMatchObject([{ value: 5 }])
})

test('the real folder gives a number or a reason', () => {
  const [reading] = energyOf('/sys/class/powercap')()
  expect(reading?.value === null).toBe(reading?.reason !== null)
  if (!existsSync('/sys/class/powercap')) expect(reading?.reason).toContain('no RAPL here')
})
