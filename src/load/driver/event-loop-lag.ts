/** Watches how long the calling thread's event loop is held up. */
export interface EventLoopLag {
  maxMs(): number
  close(): void
}

const everyMs = 10

/** Looks every 10 ms how late that look is; what is held up between two looks without delaying one goes unseen. */
export function watchEventLoopLag(): EventLoopLag {
  let maxMs = 0
  let expectedMs = performance.now() + everyMs
  const timer = setInterval(() => {
    const nowMs = performance.now()
    maxMs = Math.max(maxMs, nowMs - expectedMs)
    expectedMs = nowMs + everyMs
  }, everyMs)
  return { maxMs: () => maxMs, close: () => clearInterval(timer) }
}
