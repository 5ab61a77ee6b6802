/** Counts milliseconds in buckets that grow by 0.2 %, so that a quantile is off by at most 0.1 %, whatever the number of values. */
export interface LagHistogram {
  /** Below 1 µs counts as 0. */
  add(valueMs: number): void
  /** The quantile `p` in [0, 1] by nearest rank; null when nothing was added. */
  quantile(p: number): number | null
  /** Exact; null when nothing was added. */
  max(): number | null
}

const smallestMs = 0.001
const largestMs = 86_400_000
const growth = Math.log(1.002)
const bucketCount = Math.ceil(Math.log(largestMs / smallestMs) / growth) + 2

/** Makes an empty histogram for 1 µs to one day; it takes 100 kB. */
export function lagHistogram(): LagHistogram {
  const buckets = new Float64Array(bucketCount)
  let count = 0
  let maxMs = 0
  return {
    add(valueMs) {
      count++
      if (valueMs > maxMs) maxMs = valueMs
      const bucket = bucketOf(valueMs)
      buckets[bucket] = (buckets[bucket] as number) + 1
    },
    quantile(p) {
      if (count === 0) return null
      const rank = Math.max(1, Math.ceil(p * count))
      let below = 0
      for (let bucket = 0; bucket < bucketCount; bucket++) {
        below += buckets[bucket] as number
        if (below >= rank) return Math.min(middleOf(bucket), maxMs)
      }
      return maxMs
    },
    max: () => (count === 0 ? null : maxMs),
  }
}

function bucketOf(valueMs: number): number {
  if (!(valueMs >= smallestMs)) return 0
  return Math.min(bucketCount - 1, 1 + Math.floor(Math.log(valueMs / smallestMs) / growth))
}

function middleOf(bucket: number): number {
  return bucket === 0 ? 0 : smallestMs * Math.exp((bucket - 0.5) * growth)
}
