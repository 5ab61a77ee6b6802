import type { Demand, RateShape } from '../../spec/index.ts'

/** A demand whose arrivals follow from a rate. */
export type RateDemand = Extract<Demand, { kind: 'rate' }>

/** The time axis of a phase, measured in expected arrivals: on it, any rate is a rate of 1. */
export interface OperationalTime {
  durationMs: number
  /** Arrivals expected in the whole phase. */
  total: number
  /** Arrivals expected until so many milliseconds after the start. */
  expectedAt(elapsedMs: number): number
  /** Milliseconds after the start at which so many arrivals are expected; where a rate of 0 leaves a choice, the latest. */
  instantOf(expected: number): number
}

/** Maps between the milliseconds of a phase and expected arrivals: the integral of its rate, and the inverse of that. */
export function operationalTime(
  { ratePerSecond, shape }: Pick<RateDemand, 'ratePerSecond' | 'shape'>,
  durationMs: number,
): OperationalTime {
  if (shape?.kind === 'sine') return sineTime(shape, durationMs)
  if (shape) return piecewiseTime(piecesOf(shape, durationMs), durationMs)
  const total = (ratePerSecond * durationMs) / 1000
  return {
    durationMs,
    total,
    expectedAt: (elapsedMs) => (elapsedMs * total) / durationMs,
    instantOf: (expected) => (expected * durationMs) / total,
  }
}

/** A stretch over which the rate, in arrivals per millisecond, changes in a straight line. */
interface Piece {
  fromMs: number
  lengthMs: number
  startRate: number
  endRate: number
}

function piecesOf({ kind, ratesPerSecond }: Exclude<RateShape, { kind: 'sine' }>, durationMs: number): Piece[] {
  const rates = ratesPerSecond.map((rate) => rate / 1000)
  const rate = (index: number) => rates[index] as number
  const count = rates.length
  const piece = (from: number, to: number, startRate: number, endRate: number, of: number) => {
    const fromMs = (from * durationMs) / of
    return { fromMs, lengthMs: (to * durationMs) / of - fromMs, startRate, endRate }
  }
  if (kind === 'steps') return rates.map((each, index) => piece(index, index + 1, each, each, count))
  if (kind === 'ramp') return rates.slice(1).map((end, index) => piece(index, index + 1, rate(index), end, count - 1))
  const seam = (rate(0) + rate(count - 1)) / 2
  return [
    piece(0, 1, seam, rate(0), 2 * count),
    ...rates.slice(1).map((end, index) => piece(2 * index + 1, 2 * index + 3, rate(index), end, 2 * count)),
    piece(2 * count - 1, 2 * count, rate(count - 1), seam, 2 * count),
  ]
}

function piecewiseTime(pieces: readonly Piece[], durationMs: number): OperationalTime {
  const before = new Float64Array(pieces.length)
  let total = 0
  for (const [index, { lengthMs, startRate, endRate }] of pieces.entries()) {
    before[index] = total
    total += (lengthMs * (startRate + endRate)) / 2
  }
  const starts = Float64Array.from(pieces, ({ fromMs }) => fromMs)
  return {
    durationMs,
    total,
    expectedAt(elapsedMs) {
      const index = lastUpTo(starts, elapsedMs)
      const { fromMs, lengthMs, startRate, endRate } = pieces[index] as Piece
      const intoMs = Math.min(elapsedMs - fromMs, lengthMs)
      return (before[index] as number) + intoMs * (startRate + ((endRate - startRate) * intoMs) / (2 * lengthMs))
    },
    instantOf(expected) {
      const index = lastUpTo(before, expected)
      const { fromMs, lengthMs, startRate, endRate } = pieces[index] as Piece
      const left = expected - (before[index] as number)
      if (left <= 0) return fromMs
      const endSquared = startRate * startRate + (2 * (endRate - startRate) * left) / lengthMs
      return fromMs + Math.min((2 * left) / (startRate + Math.sqrt(Math.max(endSquared, 0))), lengthMs)
    },
  }
}

/** The place of the last of some sorted values that is not above a value. */
function lastUpTo(sorted: Float64Array, value: number): number {
  let low = 0
  let high = sorted.length
  while (high - low > 1) {
    const middle = (low + high) >>> 1
    if ((sorted[middle] as number) <= value) low = middle
    else high = middle
  }
  return low
}

/** Finer than any clock tells. */
const solvedToMs = 1e-9

/** One wave is cut into so many pieces, so that Newton's method begins close by. */
const piecesPerWave = 1024

function sineTime(
  { meanPerSecond, amplitudePerSecond, periodMs }: Extract<RateShape, { kind: 'sine' }>,
  durationMs: number,
): OperationalTime {
  const mean = meanPerSecond / 1000
  const amplitude = amplitudePerSecond / 1000
  const turn = (2 * Math.PI) / periodMs
  const swing = amplitude / turn
  const expectedAt = (elapsedMs: number) => mean * elapsedMs + swing * (1 - Math.cos(turn * elapsedMs))
  const pieceMs = periodMs / piecesPerWave
  const wave = Float64Array.from({ length: piecesPerWave + 1 }, (_, index) => expectedAt(index * pieceMs))
  const perWave = mean * periodMs
  return {
    durationMs,
    total: expectedAt(durationMs),
    expectedAt,
    instantOf(expected) {
      const waves = Math.floor(expected / perWave)
      const wanted = expected - waves * perWave
      const piece = Math.min(lastUpTo(wave, wanted), piecesPerWave - 1)
      const [before, after] = [wave[piece] as number, wave[piece + 1] as number]
      let low = piece * pieceMs
      let high = low + pieceMs
      let atMs = low + (pieceMs * (wanted - before)) / (after - before)
      while (high - low > solvedToMs) {
        const beyond = expectedAt(atMs) - wanted
        if (beyond > 0) high = atMs
        else low = atMs
        const newton = atMs - beyond / (mean + amplitude * Math.sin(turn * atMs))
        const next = newton >= low && newton <= high ? newton : (low + high) / 2
        const stepMs = Math.abs(next - atMs)
        atMs = next
        if (stepMs < solvedToMs) break
      }
      return waves * periodMs + atMs
    },
  }
}
