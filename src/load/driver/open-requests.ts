import type { DueRequest } from './due-request.ts'
import type { RunClock } from './run-clock.ts'

interface OpenRequestsOptions {
  timeoutMs: number
  now: RunClock
  /** The request's timeout has passed; it must be removed. */
  onOverdue(request: DueRequest): void
}

/** Requests that are due and have not ended, oldest first. */
export interface OpenRequests extends Iterable<DueRequest> {
  add(request: DueRequest): void
  remove(request: DueRequest): void
  count(): number
}

/**
 * Keeps watch over requests with one timer for all. A timeout counts from the intended instant: whoever waits for an answer
 * does not care whether the time went by in a queue, in the driver or in the server. The timer is not taken back when nothing is open, since
 * setting it anew for each request costs more than one look in vain; it keeps no process alive.
 */
export function openRequests({ timeoutMs, now, onOverdue }: OpenRequestsOptions): OpenRequests {
  const open = new Set<DueRequest>()
  let timer: NodeJS.Timeout | null = null

  const watch = (oldest: DueRequest) => {
    timer = setTimeout(look, Math.max(1, oldest.intendedMs + timeoutMs - now())).unref()
  }
  const look = () => {
    timer = null
    const overdueMs = now() - timeoutMs
    for (const request of open) {
      if (request.intendedMs > overdueMs) return watch(request)
      onOverdue(request)
    }
  }
  return {
    add(request) {
      open.add(request)
      if (timer === null) watch(request)
    },
    remove: (request) => void open.delete(request),
    count: () => open.size,
    [Symbol.iterator]: () => open.values(),
  }
}
