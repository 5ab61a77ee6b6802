import { PerformanceObserver } from 'node:perf_hooks'

/** Watches for how long garbage collection held up the calling thread, in milliseconds. */
export interface CollectionWatch {
  totalMs(): number
  maxMs(): number
  close(): void
}

/** Starts to watch; what the engine collects beside the running thread does not hold it up and is not counted. */
export function watchCollections(): CollectionWatch {
  let totalMs = 0
  let maxMs = 0
  const observer = new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) {
      totalMs += duration
      maxMs = Math.max(maxMs, duration)
    }
  })
  observer.observe({ entryTypes: ['gc'] })
  return { totalMs: () => totalMs, maxMs: () => maxMs, close: () => observer.disconnect() }
}
