/** Counts milliseconds in buckets that grow by 0.2 %, so that a quantile is off by at most 0.1 %, whatever the number of values. */
export interface DurationHistogram {
  /** Below 1 µs counts as 0. */
  add(valueMs: number): void
  /** The quantile `p` in [0, 1] by nearest rank; null when nothing was added. */
  quantile(p: number): number | null
  /** Exact; null when nothing was added. */
  max(): number | null
  /** Adds what another histogram holds: its quantiles are then those of both sets of values together. */
  merge(other: StoredHistogram): void
  stored(): StoredHistogram
}

/** A histogram as JSON: pairs of a bucket's place and its count. Bucket 0 is below 1 µs, bucket b reaches to 1 µs × 1.002^b. */
export interface StoredHistogram {
  relativeError: number
  count: number
  maxMs: number
  buckets: [place: number, count: number][]
}

const smallestMs = 0.001
const largestMs = 86_400_000
const growth = Math.log(1.002)
const bucketCount = Math.ceil(Math.log(largestMs / smallestMs) / growth) + 2

/** Makes an empty histogram for 1 µs to one day; it takes 100 kB. */
export function durationHistogram(): DurationHistogram {
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
    merge(other) {
      count += other.count
      maxMs = Math.max(maxMs, other.maxMs)
      for (const [place, added] of other.buckets) buckets[place] = (buckets[place] as number) + added
    },
    stored: () => ({
      relativeError: 0.001,
      count,
      maxMs,
      buckets: Array.from(buckets, (held, place): [number, number] => [place, held]).filter(([, held]) => held > 0),
    }),
  }
}

function bucketOf(valueMs: number): number {
  if (!(valueMs >= smallestMs)) return 0
  return Math.min(bucketCount - 1, 1 + Math.floor(Math.log(valueMs / smallestMs) / growth))
}

function middleOf(bucket: number): number {
  return bucket === 0 ? 0 : smallestMs * Math.exp((bucket - 0.5) * growth)
}
