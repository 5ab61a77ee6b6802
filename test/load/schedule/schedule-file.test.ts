import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type PhaseSchedule, scheduleBytes, scheduleFrom, scheduleOf, scheduleSha256, splitSchedule } from '../../../src/load/index.ts'
import type { Phase } from '../../../src/spec/index.ts'

const phases: Phase[] = [
  { name: 'a', durationMs: 1000, warmup: true, demand: { kind: 'rate', arrivals: 'gamma', burstiness: 4, ratePerSecond: 50 } },
  { name: 'b', durationMs: 500, warmup: false, demand: { kind: 'clients', clients: 2 } },
  {
    name: 'c',
    durationMs: 2000,
    warmup: false,
    demand: { kind: 'rate', arrivals: 'poisson', ratePerSecond: 20, shape: { kind: 'ramp', ratesPerSecond: [0, 40] } },
  },
  {
    name: 'd',
    durationMs: 2000,
    warmup: false,
    demand: {
      kind: 'rate',
      arrivals: 'mmpp2',
      bursts: { ratio: 8, calmMs: 300, burstMs: 100 },
      ratePerSecond: 30,
      shape: { kind: 'sine', meanPerSecond: 30, amplitudePerSecond: 20, periodMs: 1000 },
    },
  },
]

test('the same shape and seed give the same bytes, and another seed others', () => {
  const sha256 = scheduleSha256(scheduleOf({ phases }, 7))
  expect(sha256).toBe(scheduleSha256(scheduleOf({ phases: structuredClone(phases) }, 7)))
  expect(sha256).toBe(
    createHash('sha256')
      .update(scheduleBytes(scheduleOf({ phases }, 7)))
      .digest('hex'),
  )
  expect(sha256).not.toBe(scheduleSha256(scheduleOf({ phases }, 8)))
})

test('a schedule reads back as it was written', () => {
  const schedule = scheduleOf({ phases }, 7)
  const bytes = scheduleBytes(schedule)
  expect(scheduleFrom(bytes)).toEqual(schedule)
  const arrivals = schedule.reduce((sum, { arrivalsMs }) => sum + arrivalsMs.length, 0)
  expect(bytes).toHaveLength(16 + phases.length * 24 + 8 * arrivals)
  expect(new Float64Array(bytes.slice(16 + phases.length * 24).buffer)[0]).toBe(schedule[0]?.arrivalsMs[0])
})

test('bytes that are no schedule, or not all of one, are refused', () => {
  const bytes = scheduleBytes(scheduleOf({ phases }, 7))
  for (const wrong of [bytes.slice(0, 3), bytes.slice(0, -1), bytes.map((byte, index) => (index === 0 ? byte + 1 : byte))])
    expect(() => scheduleFrom(wrong)).toThrow('not a schedule of this version')
})

test('drivers that share a schedule have together what one would have, and about as much each', () => {
  const arrivals = fc.array(fc.double({ min: 0, max: 1000, noNaN: true }), { maxLength: 60 }).map((all) => Float64Array.from(all).sort())
  const schedules = fc
    .array(arrivals, { minLength: 1, maxLength: 5 })
    .map((all): PhaseSchedule[] => all.map((arrivalsMs, index) => ({ fromMs: index, untilMs: index + 1, arrivalsMs })))
  fc.assert(
    fc.property(schedules, fc.integer({ min: 1, max: 9 }), (schedule, drivers) => {
      const parts = splitSchedule(schedule, drivers)
      expect(parts).toHaveLength(drivers)
      for (const [phase, whole] of schedule.entries()) {
        const union = parts.flatMap((part) => [...(part[phase]?.arrivalsMs ?? [])])
        expect(Float64Array.from(union).sort()).toEqual(whole.arrivalsMs)
        for (const part of parts) expect(part[phase]).toMatchObject({ fromMs: whole.fromMs, untilMs: whole.untilMs })
      }
      const counts = parts.map((part) => part.reduce((sum, { arrivalsMs }) => sum + arrivalsMs.length, 0))
      expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1)
    }),
    { numRuns: 300, seed: 1 },
  )
})

test('the bytes are those that other machines and versions of Node.js make', () => {
  expect(scheduleSha256(scheduleOf({ phases }, 7))).toBe('b529c99bd55aeb36535d11824ec9a1205d6b1967d4f39fa14bb49ea070fee437')
})
