import { formatDuration, parseDurationMs } from '../../base/duration.ts'
import { nearest } from '../../base/nearest.ts'
import { formatBytes, parseBytes, parseMillicores } from '../../base/quantity.ts'
import { Complaint, leaf, type Meaning } from './leaf.ts'

const controlCharacter = /[^\P{Cc}\t\n\r]/u

/** Text of 1 to `maxLength` characters. */
export function text(meaning: Meaning, maxLength: number) {
  return leaf({ ...meaning, type: 'string', minLength: 1, maxLength }, (value) => {
    if (typeof value !== 'string') return new Complaint('must be text', typeof value === 'object' ? undefined : 'put it in quotes')
    if (value.trim() === '') return new Complaint('must not be empty')
    if (value.length > maxLength) return new Complaint(`must not be longer than ${maxLength} characters`)
    if (controlCharacter.test(value)) return new Complaint('must not contain control characters')
    return value
  })
}

const label = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/

/** A name that can stand in a folder, a host name and a label of Kubernetes. */
export function labelText(meaning: Meaning) {
  return leaf({ ...meaning, type: 'string', pattern: label.source }, (value) => {
    if (typeof value !== 'string') return new Complaint('must be text', typeof value === 'object' ? undefined : 'put it in quotes')
    if (label.test(value)) return value
    const suggestion = asLabel(value)
    return new Complaint(
      'must be 1 to 63 lower-case letters, digits and hyphens, with a letter or digit at both ends',
      suggestion ? `\`${suggestion}\` would do` : undefined,
    )
  })
}

/** The nearest text that can be a label; empty when nothing of it can stay. */
export function asLabel(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 63)
    .replace(/^-+|-+$/g, '')
}

/** Text that must match a pattern; the complaint's hint also tells how to come by a value. */
export function patternText(meaning: Meaning, pattern: RegExp, complaint: Complaint) {
  const read = (value: unknown) => (typeof value === 'string' && pattern.test(value) ? value : complaint)
  return leaf({ ...meaning, type: 'string', pattern: pattern.source }, read, complaint.hint)
}

/** One word of a closed list. */
export function choice<const T extends string>(meaning: Meaning, options: readonly T[]) {
  return leaf({ ...meaning, type: 'string', enum: [...options] }, (value) => {
    const found = options.find((option) => option === value)
    if (found) return found
    const meant = typeof value === 'string' && options.length > 1 ? nearest(value, options) : null
    return new Complaint(
      options.length === 1 ? `must be ${options[0]}` : `must be one of ${options.join(', ')}`,
      meant ? `did you mean \`${meant}\`?` : undefined,
    )
  })
}

/** `true` or `false`. */
export function yesNo(meaning: Meaning) {
  return leaf({ ...meaning, type: 'boolean' }, (value) => (typeof value === 'boolean' ? value : new Complaint('must be true or false')))
}

/** A whole number within bounds, both included. */
export function count(meaning: Meaning, minimum: number, maximum: number) {
  return leaf({ ...meaning, type: 'integer', minimum, maximum }, (value) =>
    typeof value === 'number' && Number.isInteger(value) && value >= minimum && value <= maximum
      ? value
      : new Complaint(`must be a whole number from ${minimum} to ${maximum}`),
  )
}

/** A time span, read into milliseconds; the bounds are included, except that a minimum of 0 may be asked to be beaten. */
export function duration(meaning: Meaning, bounds: { minMs: number; zero: 'allowed' | 'refused'; maxMs: number }) {
  const pattern = '^(\\d+(\\.\\d+)?(ms|min|s|m|h|d))+$'
  return leaf({ ...meaning, type: 'string', pattern, unit: 'a number with its unit: ms, s, m, h or d' }, (value) => {
    const durationMs = typeof value === 'string' ? parseDurationMs(value) : null
    if (durationMs === null) {
      const bare = typeof value === 'number' || (typeof value === 'string' && /^\d+(\.\d+)?$/.test(value))
      return bare
        ? new Complaint('must have a unit', `seconds? then write \`${value}s\`; the units are ms, s, m, h and d`)
        : new Complaint('must be a duration, such as 500ms, 90s or 1h30m')
    }
    if (durationMs === 0 && bounds.zero === 'refused') return new Complaint('must be longer than 0s')
    if (durationMs < bounds.minMs) return new Complaint(`must be at least ${formatDuration(bounds.minMs)}`)
    if (durationMs > bounds.maxMs) return new Complaint(`must be at most ${formatDuration(bounds.maxMs)}`)
    return durationMs
  })
}

const highestRate = 1_000_000

/** Requests per second, or all that goes. */
export function rate(meaning: Meaning) {
  const pattern = '^(\\d+(\\.\\d+)?(/s)?|max)$'
  return leaf(
    { ...meaning, type: ['number', 'string'], exclusiveMinimum: 0, maximum: highestRate, pattern },
    (value): number | 'max' | Complaint => {
      if (value === 'max') return value
      const match = typeof value === 'string' ? /^(-?\d+(?:\.\d+)?)(?:\/s)?$/.exec(value) : null
      const perSecond = typeof value === 'number' ? value : match ? Number(match[1]) : null
      if (perSecond === null) return new Complaint('must be a number of requests per second, such as 20 or 20/s', rateHint(value))
      if (!Number.isFinite(perSecond))
        return new Complaint('must be a finite number (requests per second)', 'for all that goes, use `source: self` with `rate: max`')
      if (perSecond <= 0)
        return new Complaint('must be greater than 0 (requests per second)', 'to drive by concurrency instead of rate, use `kind: closed`')
      if (perSecond > highestRate) return new Complaint(`must be at most ${highestRate} (requests per second)`)
      return perSecond
    },
  )
}

/** Requests per second at some point of a rate that changes; it may be 0 there. */
export function ratePoint(meaning: Meaning) {
  return leaf({ ...meaning, type: 'number', minimum: 0, maximum: highestRate }, (value) => {
    if (typeof value === 'number' && value >= 0 && value <= highestRate) return value
    return new Complaint(`must be a number from 0 to ${highestRate} (requests per second)`, rateHint(value))
  })
}

/** A number within bounds, both included. */
export function factor(meaning: Meaning, minimum: number, maximum: number, hintWhenZero?: string) {
  return leaf({ ...meaning, type: 'number', minimum, maximum }, (value) =>
    typeof value === 'number' && value >= minimum && value <= maximum
      ? value
      : new Complaint(`must be a number from ${minimum} to ${maximum}`, value === 0 ? hintWhenZero : undefined),
  )
}

function rateHint(value: unknown): string | undefined {
  return typeof value === 'string' && /(\/|per)\s*(m|h|min|minute|hour)$|rps$|\/sec/i.test(value)
    ? 'rates are per second: `20` or `20/s`'
    : undefined
}

/** An amount of CPU as Kubernetes writes it, read into thousandths of a core. */
export function cpu(meaning: Meaning) {
  return leaf(
    { ...meaning, type: ['string', 'number'], pattern: '^\\d+(\\.\\d+)?m?$', unit: 'cores, or thousandths of a core with m' },
    (value) => {
      const millicores = typeof value === 'string' || typeof value === 'number' ? parseMillicores(String(value)) : null
      if (millicores === null) return new Complaint('must be an amount of CPU: cores such as 1.5, or thousandths of a core such as 500m')
      if (millicores === 0) return new Complaint('must be at least 1m (a thousandth of a core)', 'for no limit, leave it out')
      if (millicores > 1e7) return new Complaint('must be at most 10000 cores', 'thousandths of a core have an m: `500m`')
      return millicores
    },
  )
}

/** An amount of memory as Kubernetes writes it, read into bytes. */
export function memory(meaning: Meaning) {
  const pattern = '^\\d+(\\.\\d+)?(Ki|Mi|Gi|Ti|k|M|G|T)?$'
  return leaf({ ...meaning, type: ['string', 'number'], pattern, unit: 'bytes, or with Ki, Mi, Gi, k, M, G' }, (value) => {
    const bytes = typeof value === 'string' || typeof value === 'number' ? parseBytes(String(value)) : null
    if (bytes === null) {
      const small = typeof value === 'string' && /^\d+(m|mb|mib)$/i.test(value)
      return new Complaint(
        'must be an amount of memory, such as 512Mi or 1Gi',
        small ? `\`${Number.parseInt(value, 10)}Mi\` would be mebibytes` : undefined,
      )
    }
    if (bytes < 2 ** 20) return new Complaint(`must be at least 1Mi; this is ${formatBytes(bytes)}`, 'for no limit, leave it out')
    return bytes
  })
}
