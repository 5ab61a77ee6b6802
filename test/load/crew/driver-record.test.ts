import { expect, test } from 'vitest'
import { noReplica, outcomes, type RequestBatch } from '../../../src/dataset/index.ts'
import { driverRecordBuilder } from '../../../src/load/index.ts'

function batch(rows: { lagMs: number; outcome: (typeof outcomes)[number] }[]): RequestBatch {
  const nothing = () => new Float64Array(rows.length).fill(Number.NaN)
  return {
    count: rows.length,
    id: Uint32Array.from(rows, (_, index) => index),
    phase: new Uint16Array(rows.length),
    request: new Uint16Array(rows.length),
    replica: new Uint16Array(rows.length).fill(noReplica),
    intendedMs: new Float64Array(rows.length).fill(10),
    sentMs: Float64Array.from(rows, ({ lagMs }) => 10 + lagMs),
    firstByteMs: nothing(),
    endMs: nothing(),
    status: new Uint16Array(rows.length),
    outcome: Uint8Array.from(rows, ({ outcome }) => outcomes.indexOf(outcome)),
    sentBytes: new Uint32Array(rows.length),
    receivedBytes: new Uint32Array(rows.length),
    decodeMs: nothing(),
    queueMs: nothing(),
    inferMs: nothing(),
    encodeMs: nothing(),
  }
}

test('a driver’s record counts every outcome and takes the send lag from what was sent', () => {
  const builder = driverRecordBuilder()
  builder.add(batch(Array.from({ length: 100 }, (_, index) => ({ lagMs: index + 1, outcome: 'ok' }))))
  builder.add(
    batch([
      { lagMs: Number.NaN, outcome: 'no_replica' },
      { lagMs: Number.NaN, outcome: 'cancelled' },
    ]),
  )
  const driver = {
    cpuMs: 12,
    eventLoopLagMaxMs: 3,
    collectionMs: 5,
    collectionMaxMs: 2,
    poolWaits: 4,
    descriptorWaits: 2,
    reusedSocketRetries: 1,
  }
  const record = builder.finish({ drivers: 1, priority: null, complete: true, intended: 102, sent: 100, ...driver })
  expect(record).toMatchObject({ version: 1, complete: true, intended: 102, sent: 100, driver })
  expect(record.outcomes).toMatchObject({ ok: 100, no_replica: 1, cancelled: 1, timeout: 0 })
  expect(record.sendLagMs?.p50).toBeCloseTo(50, 0)
  expect(record.sendLagMs?.p99).toBeCloseTo(99, 0)
  expect(record.sendLagMs?.max).toBe(100)
})

test('when the driver failed, the record says what the rows say and that it is not complete', () => {
  const builder = driverRecordBuilder()
  builder.add(batch([{ lagMs: 1, outcome: 'reset' }]))
  expect(builder.finish(null)).toMatchObject({ complete: false, intended: 1, sent: 1, driver: null })
  expect(driverRecordBuilder().finish(null)).toMatchObject({ intended: 0, sendLagMs: null })
})
