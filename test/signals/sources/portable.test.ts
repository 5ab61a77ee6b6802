import * as os from 'node:os'
import { expect, test } from 'vitest'
import type { Reading } from '../../../src/signals/index.ts'
import { openLedger } from '../../../src/signals/ledger.ts'
import { portableMachine } from '../../../src/signals/sources/portable.ts'
import { target } from '../sampling.ts'

test('every operating system tells processor time, cores and memory of the machine', () => {
  const readings: Reading[] = []
  const ledger = openLedger(
    () => 7,
    (batch) => readings.push(...batch),
  )
  const source = portableMachine({
    outlet: ledger.outlet('machine', new Set(['cpu_seconds_total', 'machine_cores_count', 'memory_used_bytes', 'memory_limit_bytes'])),
  })
  void source.read(target('machine'))
  ledger.flush()
  const values = Object.fromEntries(readings.map(({ signal, value }) => [signal, value as number]))
  expect(values).toMatchObject({ machine_cores_count: os.cpus().length, memory_limit_bytes: os.totalmem() })
  expect(values.cpu_seconds_total).toBeGreaterThan(0)
  expect(values.memory_used_bytes).toBeLessThan(os.totalmem())
  expect(readings.every(({ timeMs }) => timeMs === 7)).toBe(true)
})
