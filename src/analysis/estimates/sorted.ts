/** A sorted copy without NaN, which stands for null. */
export function sortedCopy(values: Float64Array): Float64Array {
  const copy = new Float64Array(values.length)
  let count = 0
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number
    if (!Number.isNaN(value)) copy[count++] = value
  }
  return copy.subarray(0, count).sort()
}

/** Joins sorted numbers into one sorted row; with a single part, that part itself. */
export function mergeSorted(parts: readonly Float64Array[]): Float64Array {
  const [first = new Float64Array(0), second, ...rest] = parts
  if (second === undefined) return first
  const merged = new Float64Array(first.length + second.length)
  let a = 0
  let b = 0
  for (let at = 0; at < merged.length; at++) {
    const takeFirst = b === second.length || (a < first.length && (first[a] as number) <= (second[b] as number))
    merged[at] = (takeFirst ? first[a++] : second[b++]) as number
  }
  return mergeSorted([merged, ...rest])
}

/** How many of some sorted numbers are at most `limit`. */
export function countUpTo(sorted: Float64Array, limit: number): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((sorted[middle] as number) <= limit) low = middle + 1
    else high = middle
  }
  return low
}
