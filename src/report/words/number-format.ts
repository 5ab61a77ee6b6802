import type { Estimate } from '../../analysis/index.ts'

/** What a number counts; decides its unit. */
export type Quantity = 'ms' | 'share' | 'perSecond' | 'bytes' | 'bytesPerSecond' | 'cores' | 'count' | 'watts'

interface Unit {
  unit: string
  factor: number
}

/** The unit in which a number of this size is best read. */
function unitFor(value: number, quantity: Quantity): Unit {
  const size = Math.abs(value)
  switch (quantity) {
    case 'ms':
      return size >= 120_000 ? { unit: 'min', factor: 1 / 60_000 } : size >= 1000 ? { unit: 's', factor: 1e-3 } : { unit: 'ms', factor: 1 }
    case 'share':
      return { unit: '%', factor: 100 }
    case 'perSecond':
      return { unit: '/s', factor: 1 }
    case 'bytes':
    case 'bytesPerSecond': {
      const power = size >= 2 ** 30 ? 3 : size >= 2 ** 20 ? 2 : size >= 2 ** 10 ? 1 : 0
      return { unit: `${['B', 'KiB', 'MiB', 'GiB'][power]}${quantity === 'bytes' ? '' : '/s'}`, factor: 2 ** (-10 * power) }
    }
    case 'cores':
      return { unit: 'cores', factor: 1 }
    case 'watts':
      return { unit: 'W', factor: 1 }
    case 'count':
      return { unit: '', factor: 1 }
  }
}

/** A number for people, with so many significant digits after the point and its unit: `183 ms`. */
export function formatNumber(value: number, quantity: Quantity, digits = 3): string {
  if (quantity === 'count') return grouped(value, decimalsFor(value, digits))
  const { unit, factor } = unitFor(value, quantity)
  const scaled = value * factor
  return withUnit(grouped(scaled, decimalsFor(scaled, digits)), unit)
}

/** An estimate for people, rounded to what its interval supports. */
export interface FormattedEstimate {
  /** `183 ms`, `≈ 180 ms` where its upper end is open, or `unknown`. */
  value: string
  /** `178 – 191 ms`, or why there is none. */
  interval: string
  known: boolean
}

/** An estimate for people in one piece: `183 ms (178 – 191 ms)`. */
export function estimateText(estimate: Estimate, quantity: Quantity): string {
  const { value, interval } = formatEstimate(estimate, quantity)
  return `${value} (${interval})`
}

/** Rounds an estimate to the first digit that its interval leaves in doubt, but keeps one digit of each number at least. */
export function formatEstimate(estimate: Estimate, quantity: Quantity): FormattedEstimate {
  const { value, low, high, reason } = estimate
  if (value === null) return { value: 'unknown', interval: reason ?? 'no reason was told', known: false }
  if (low === null) return { value: formatNumber(value, quantity), interval: reason ?? 'no interval', known: true }
  if (high === null) {
    return {
      value: `≈ ${formatNumber(Number(value.toPrecision(2)), quantity, 2)}`,
      interval: `above ${formatNumber(low, quantity)}; the upper end ${reason}`,
      known: false,
    }
  }
  const { unit, factor } = unitFor(value, quantity)
  const half = ((high - low) / 2) * factor
  const write = (number: number) => {
    const scaled = number * factor
    if (half === 0 || scaled === 0) return grouped(scaled, decimalsFor(scaled, 3))
    return roundedTo(scaled, Math.min(placeOf(half), Math.floor(Math.log10(Math.abs(scaled)))))
  }
  return { value: withUnit(write(value), unit), interval: `${write(low)} – ${withUnit(write(high), unit)}`, known: true }
}

/** Power of ten of the last digit worth writing for that half-width: one digit of doubt, two where the first is a 1. */
function placeOf(half: number): number {
  const place = Math.floor(Math.log10(half))
  return half / 10 ** place < 2 ? place - 1 : place
}

function roundedTo(value: number, place: number): string {
  if (place <= 0) return grouped(value, Math.min(4, -place))
  return grouped(Math.round(value / 10 ** place) * 10 ** place, 0)
}

function decimalsFor(value: number, digits: number): number {
  if (value === 0 || Number.isInteger(value)) return 0
  return Math.min(4, Math.max(0, digits - 1 - Math.floor(Math.log10(Math.abs(value)))))
}

function grouped(value: number, decimals: number): string {
  const [whole, fraction] = value.toFixed(decimals).split('.') as [string, string?]
  const parted = whole.replace(/^-/, '').length > 4 ? whole.replace(/\B(?=(\d{3})+$)/g, '\u202f') : whole
  return fraction === undefined ? parted : `${parted}.${fraction}`
}

function withUnit(number: string, unit: string): string {
  return unit === '' ? number : unit.startsWith('/') ? `${number}${unit}` : `${number}\u00a0${unit}`
}
