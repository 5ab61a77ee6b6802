/** Counts of values by size, durations in seconds, as Prometheus wants them. */
export interface Histogram {
  observe(value: number): void
  /** Of all values. */
  sum(): number
  count(): number
  /** Its lines in the text format. */
  lines(name: string, labels: string): string[]
}

/** Upper bounds from 50 µs to 10 s: a tiny model's answer and a slow queue both fall between them. */
const durationBounds = [
  0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.02, 0.03, 0.04, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.5, 0.75, 1, 2.5, 5,
  10,
]

/** How many rows an inference held. */
export const batchBounds = [1, 2, 4, 8, 16, 32, 64, 128]

/** An empty histogram. */
export function histogram(bounds: readonly number[] = durationBounds): Histogram {
  const counts = new Array<number>(bounds.length + 1).fill(0)
  let sum = 0
  return {
    observe(value) {
      let bucket = 0
      while (bucket < bounds.length && value > (bounds[bucket] as number)) bucket++
      counts[bucket] = (counts[bucket] as number) + 1
      sum += value
    },
    sum: () => sum,
    count: () => counts.reduce((all, count) => all + count, 0),
    lines(name, labels) {
      let below = 0
      const buckets = counts.map((count, bucket) => {
        below += count
        return `${name}_bucket{${labels},le="${bounds[bucket] ?? '+Inf'}"} ${below}`
      })
      return [...buckets, `${name}_sum{${labels}} ${sum}`, `${name}_count{${labels}} ${below}`]
    },
  }
}
