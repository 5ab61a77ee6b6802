import { createHash } from 'node:crypto'
import { DynoError } from '../../base/errors.ts'
import type { PhaseSchedule } from './schedule.ts'

const magic = 0x5344_4b01
const headerBytes = 16
const phaseBytes = 24

/**
 * A schedule as the bytes of `schedule.bin`, little-endian: `01 4b 44 53` (the first byte is the version), the number of phases and that of
 * arrivals; for each phase its start, its end and its number of arrivals; then the arrivals of all phases in milliseconds, each a float64.
 */
export function scheduleBytes(schedule: readonly PhaseSchedule[]): Uint8Array {
  const arrivals = schedule.reduce((sum, { arrivalsMs }) => sum + arrivalsMs.length, 0)
  const view = new DataView(new ArrayBuffer(headerBytes + phaseBytes * schedule.length + 8 * arrivals))
  view.setUint32(0, magic, true)
  view.setUint32(4, schedule.length, true)
  view.setFloat64(8, arrivals, true)
  let at = headerBytes
  const write = (value: number) => {
    view.setFloat64(at, value, true)
    at += 8
  }
  for (const { fromMs, untilMs, arrivalsMs } of schedule) for (const value of [fromMs, untilMs, arrivalsMs.length]) write(value)
  for (const { arrivalsMs } of schedule) for (const value of arrivalsMs) write(value)
  return new Uint8Array(view.buffer)
}

/** Reads the bytes of a `schedule.bin`. */
export function scheduleFrom(bytes: Uint8Array): PhaseSchedule[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const broken = new DynoError('KD_DATASET_CORRUPT', 'schedule.bin is not a schedule of this version', {
    hint: 'the file was cut off or changed, or comes from another version of kubedyno',
  })
  if (bytes.length < headerBytes || view.getUint32(0, true) !== magic) throw broken
  const phases = view.getUint32(4, true)
  if (bytes.length !== headerBytes + phaseBytes * phases + 8 * view.getFloat64(8, true)) throw broken
  let at = headerBytes
  const read = () => {
    at += 8
    return view.getFloat64(at - 8, true)
  }
  const frames = Array.from({ length: phases }, () => ({ fromMs: read(), untilMs: read(), count: read() }))
  return frames.map(({ fromMs, untilMs, count }) => ({ fromMs, untilMs, arrivalsMs: Float64Array.from({ length: count }, read) }))
}

/** The SHA-256 of a schedule's bytes, in hexadecimal: two runs with the same one asked for the same arrivals, to the last bit. */
export function scheduleSha256(schedule: readonly PhaseSchedule[]): string {
  return createHash('sha256').update(scheduleBytes(schedule)).digest('hex')
}

/** Deals a schedule out to some drivers, one arrival each in turn: together they have the same arrivals, and at any time about as many each. */
export function splitSchedule(schedule: readonly PhaseSchedule[], drivers: number): PhaseSchedule[][] {
  return Array.from({ length: drivers }, (_, driver) => {
    let before = 0
    return schedule.map(({ fromMs, untilMs, arrivalsMs }) => {
      const first = (((driver - before) % drivers) + drivers) % drivers
      before += arrivalsMs.length
      const count = Math.max(0, Math.ceil((arrivalsMs.length - first) / drivers))
      const mine = Float64Array.from({ length: count }, (_, index) => arrivalsMs[first + index * drivers] as number)
      return { fromMs, untilMs, arrivalsMs: mine }
    })
  })
}
