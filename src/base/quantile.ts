/** The quantile `p` in [0, 1] of sorted numbers by linear interpolation between order statistics (type 7); null when there are none. */
export function quantileOfSorted(sorted: ArrayLike<number>, p: number): number | null {
  const count = sorted.length
  if (count === 0) return null
  const position = (count - 1) * p
  const below = Math.floor(position)
  const low = sorted[below] as number
  const high = sorted[Math.min(below + 1, count - 1)] as number
  return low + (high - low) * (position - below)
}
