const zero = 48
const [plus, minus, point] = [43, 45, 46]

/** Powers of ten that are exact, so that dividing by one rounds once, as the full conversion does. */
const powers = Array.from({ length: 16 }, (_, exponent) => 10 ** exponent)

const decimal = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i
const infinite = /^([+-]?)inf(?:inity)?$/i
const notANumber = /^[+-]?nan$/i

/** The number that `text` holds from `start` to `end`, as Prometheus writes numbers (`1`, `2.5e-3`, `+Inf`, `NaN`); null when it is none. */
export function parseMetricValue(text: string, start: number, end: number): number | null {
  let at = start
  const sign = text.charCodeAt(start)
  if (sign === minus || sign === plus) at++
  let digits = 0
  let mantissa = 0
  let pointAt = -1
  for (; at < end; at++) {
    const digit = text.charCodeAt(at) - zero
    if (digit >= 0 && digit <= 9) {
      mantissa = mantissa * 10 + digit
      digits++
    } else if (digit === point - zero && pointAt < 0) pointAt = at
    else return parseUnusual(text.slice(start, end))
  }
  if (digits === 0 || digits > 15) return parseUnusual(text.slice(start, end))
  const magnitude = pointAt < 0 ? mantissa : mantissa / (powers[end - pointAt - 1] as number)
  return sign === minus ? -magnitude : magnitude
}

function parseUnusual(word: string): number | null {
  if (decimal.test(word)) return Number(word)
  const infinity = infinite.exec(word)
  if (infinity) return infinity[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY
  return notANumber.test(word) ? Number.NaN : null
}
