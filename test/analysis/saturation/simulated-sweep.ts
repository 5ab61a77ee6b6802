import type { RequestColumns } from '../../../src/analysis/records.ts'
import { orderRequests } from '../../../src/analysis/requests/ordered-requests.ts'
import { phaseData } from '../../../src/analysis/requests/phase-data.ts'
import { requestFacts } from '../../../src/analysis/requests/requests.ts'
import { type LoadLevel, levelOf } from '../../../src/analysis/saturation/level.ts'
import { type Random, seededRandom } from '../../../src/base/random.ts'
import { outcomes } from '../../../src/dataset/index.ts'

export interface SimulatedSweep {
  seed: number
  ratesPerSecond: readonly number[]
  stepMs: number
  servers: number
  /** Milliseconds of service of one request; `rate` is that of the step in which it comes. */
  serviceMs(random: Random, rate: number): number
  arrivals?: 'poisson' | 'constant'
}

export const exponential = (random: Random) => -Math.log(1 - random.next())

/** Levels of a sweep over a first-come-first-served queue, by way of the rows that a driver would have recorded. */
export function sweepLevels({ seed, ratesPerSecond, stepMs, servers, serviceMs, arrivals = 'poisson' }: SimulatedSweep): LoadLevel[] {
  const random = seededRandom(seed, 'sweep')
  const free = new Float64Array(servers)
  const rows: { phase: number; intendedMs: number; endMs: number }[] = []
  for (const [phase, rate] of ratesPerSecond.entries()) {
    const gap = () => (1000 / rate) * (arrivals === 'poisson' ? exponential(random) : 1)
    for (let at = phase * stepMs + gap(); at < (phase + 1) * stepMs; at += gap()) {
      let first = 0
      for (let server = 1; server < servers; server++) if ((free[server] as number) < (free[first] as number)) first = server
      const endMs = Math.max(at, free[first] as number) + serviceMs(random, rate)
      free[first] = endMs
      rows.push({ phase, intendedMs: at, endMs })
    }
  }
  const none = new Float64Array(rows.length).fill(Number.NaN)
  const intendedMs = Float64Array.from(rows, (row) => row.intendedMs)
  const columns: RequestColumns = {
    count: rows.length,
    phase: rows.map(({ phase }) => phase),
    phases: ratesPerSecond.map((_, index) => `climb-${index + 1}`),
    request: new Uint8Array(rows.length),
    requests: [],
    replica: new Uint8Array(rows.length),
    replicas: ['r1'],
    outcome: new Uint8Array(rows.length).fill(outcomes.indexOf('ok')),
    outcomes,
    intendedMs,
    sentMs: intendedMs,
    endMs: Float64Array.from(rows, (row) => row.endMs),
    decodeMs: none,
    queueMs: none,
    inferMs: none,
    encodeMs: none,
  }
  const windows = ratesPerSecond.map((ratePerSecond, index) => ({
    name: `climb-${index + 1}`,
    warmup: false,
    demand: { kind: 'rate' as const, arrivals, ratePerSecond },
    fromMs: index * stepMs,
    untilMs: (index + 1) * stepMs,
    plannedMs: stepMs,
  }))
  const ordered = orderRequests(columns, windows)
  return windows.flatMap((window, place) => {
    const data = phaseData(ordered, ordered.rowsOfPhase[place] as Uint32Array)
    return levelOf(window, data, requestFacts([{ window, data }], ordered, false), [{ atMs: 0, ready: 1 }]) ?? []
  })
}
