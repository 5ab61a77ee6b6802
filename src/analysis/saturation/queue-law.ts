/**
 * The mean wait in a queue before `servers` alike ones that answer `capacity` requests per second together, in seconds: Erlang's formula for
 * Poisson arrivals and exponential service, times `variability` for others (Allen and Cunneen; with one server and Poisson arrivals the
 * exact law of Pollaczek and Khinchine). Infinite from the capacity on.
 */
export function meanWait(ratePerSecond: number, capacity: number, servers: number, variability: number): number {
  if (ratePerSecond >= capacity) return Number.POSITIVE_INFINITY
  return (variability * waitingShare((servers * ratePerSecond) / capacity, servers)) / (capacity - ratePerSecond)
}

/**
 * The standard error of a mean wait over so many successive requests, in seconds: that of an M/M/1 queue (Daley), scaled for other variability
 * and for how much less is waited for before several servers.
 */
export function errorOfMeanWait(ratePerSecond: number, { capacity, servers }: QueueCurve, variability: number, n: number): number {
  const busy = ratePerSecond / capacity
  if (busy >= 1) return Number.POSITIVE_INFINITY
  const single = Math.sqrt((busy * (2 + 5 * busy - 4 * busy ** 2 + busy ** 3)) / n) / ((1 - busy) ** 2 * capacity)
  return single * variability ** 1.5 * Math.sqrt(waitingShare(servers * busy, servers) / busy)
}

/** Erlang's C: the share of requests that find all servers busy, at `offered` servers' worth of load. */
function waitingShare(offered: number, servers: number): number {
  let blocked = 1
  for (let server = 1; server <= servers; server++) blocked = (offered * blocked) / (server + offered * blocked)
  return (servers * blocked) / (servers - offered * (1 - blocked))
}

/** How much more, or less, arrivals and service make wait than Poisson arrivals and exponential service do. */
export function variabilityOf(arrivalVariation: number, serviceVariation: number): number {
  return (arrivalVariation + serviceVariation) / 2
}

/** The rate at which the mean time in the system is `times` that of an empty one. */
export function rateAtLatency({ unloadedSeconds, capacity, servers }: QueueCurve, variability: number, times: number): number {
  let low = 0
  let high = capacity
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2
    if (meanWait(middle, capacity, servers, variability) < (times - 1) * unloadedSeconds) low = middle
    else high = middle
  }
  return low
}

/** A queue as its mean latencies show it. */
export interface QueueCurve {
  /** Mean latency of an empty system: service, and whatever else takes its time at any load. */
  unloadedSeconds: number
  /** Requests per second that all servers together answer. */
  capacity: number
  /** How many requests are served at a time. */
  servers: number
}
