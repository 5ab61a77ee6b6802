import { expect, test } from 'vitest'
import { compareEntities, measureWithin, type Track, tracksOf } from '../../src/analysis/measures.ts'

function samplesOf(rows: [timeMs: number, signal: string, entity: string, value: number][]) {
  const signals = [...new Set(rows.map(([, signal]) => signal))]
  const entities = [...new Set(rows.map(([, , entity]) => entity))]
  return {
    count: rows.length,
    timeMs: Float64Array.from(rows, ([timeMs]) => timeMs),
    signal: Uint16Array.from(rows, ([, signal]) => signals.indexOf(signal)),
    signals,
    entity: Uint16Array.from(rows, ([, , entity]) => entities.indexOf(entity)),
    entities,
    value: Float64Array.from(rows, ([, , , value]) => value),
  }
}

test('a counter becomes a rate by its own times, and counts on after it began anew', () => {
  const tracks = tracksOf(
    samplesOf([
      [0, 'cpu_seconds_total', 'replica/r1', 10],
      [2000, 'cpu_seconds_total', 'replica/r1', 11],
      [3000, 'cpu_seconds_total', 'replica/r1', 0.25],
      [4000, 'cpu_seconds_total', 'replica/r1', Number.NaN],
      [5000, 'cpu_seconds_total', 'replica/r1', 1.25],
    ]),
  )
  expect(tracks).toHaveLength(1)
  expect([...(tracks[0] as Track).value]).toEqual([0.5, 0.25, 0.5])
  expect([...(tracks[0] as Track).untilMs]).toEqual([2000, 3000, 5000])
})

test('the mean weighs rates by their time and leaves out what lies across the border of a phase', () => {
  const track: Track = {
    entity: 'machine',
    measure: 'cpuCores',
    fromMs: Float64Array.of(0, 900, 2000, 5000),
    untilMs: Float64Array.of(900, 2000, 5000, 6000),
    value: Float64Array.of(9, 9, 1, 5),
  }
  expect(measureWithin(track, [{ fromMs: 1000, untilMs: 6000 }])).toEqual({ mean: 2, max: 5, samples: 2 })
  expect(measureWithin(track, [{ fromMs: 6500, untilMs: 9000 }])).toBeNull()
})

test('a gauge keeps its values, and unknown signals are left alone', () => {
  const tracks = tracksOf(
    samplesOf([
      [5, 'memory_used_bytes', 'driver', 100],
      [1, 'memory_used_bytes', 'driver', 50],
      [1, 'something_else', 'driver', 1],
    ]),
  )
  expect(tracks.map(({ measure, value }) => [measure, ...value])).toEqual([['memoryBytes', 50, 100]])
})

test('entities stand in the order in which people look for them', () => {
  expect(['driver', 'replica/r10', 'conductor', 'replica/r2', 'machine'].sort(compareEntities)).toEqual([
    'machine',
    'replica/r2',
    'replica/r10',
    'driver',
    'conductor',
  ])
})
