import { scheduleOf, scheduleSha256 } from '../src/load/index.ts'
import type { Arrivals, RateShape } from '../src/spec/index.ts'
import { median, say } from './base/figures.ts'

/** How long it takes to compile a schedule of a million arrivals and to name it by its hash, for each process in a rate that stays and in one that swings. */
const barMs = 1000
const arrivals = 1_000_000
const durationMs = 1_000_000
const turns = 5

const processes: [string, Arrivals][] = [
  ['constant', { arrivals: 'constant' }],
  ['poisson', { arrivals: 'poisson' }],
  ['gamma of burstiness 4', { arrivals: 'gamma', burstiness: 4 }],
  ['mmpp2', { arrivals: 'mmpp2', bursts: { ratio: 8, calmMs: 10_000, burstMs: 2000 } }],
]
const ratePerSecond = (arrivals * 1000) / durationMs
const sine: RateShape = { kind: 'sine', meanPerSecond: ratePerSecond, amplitudePerSecond: ratePerSecond * 0.9, periodMs: 60_000 }
const profile: RateShape = { kind: 'profile', ratesPerSecond: Array.from({ length: 1440 }, (_, minute) => ratePerSecond * (minute % 3)) }

console.log(`${''.padEnd(24)}${'rate that stays'.padStart(17)}${'sine'.padStart(17)}${'profile of 1440'.padStart(17)}`)
let slowestMs = 0
for (const [name, process] of processes) {
  const times = [undefined, sine, profile].map((shape) => medianMs(process, shape))
  slowestMs = Math.max(slowestMs, ...times)
  console.log(`${name.padEnd(24)}${times.map((ms) => `${ms.toFixed(0)} ms`.padStart(17)).join('')}`)
}
const met = say(`slowest = ${slowestMs.toFixed(0)} ms`, `< ${barMs} ms`, slowestMs < barMs)
console.log(`schedule slowest=${slowestMs.toFixed(0)}ms arrivals=${arrivals}`)
process.exitCode = met ? 0 : 1

function medianMs(process: Arrivals, shape: RateShape | undefined): number {
  const demand = { kind: 'rate' as const, ratePerSecond, ...process, ...(shape && { shape }) }
  const times = Array.from({ length: turns }, (_, seed) => {
    const startedAt = performance.now()
    scheduleSha256(scheduleOf({ phases: [{ name: 'main', durationMs, warmup: false, demand }] }, seed))
    return performance.now() - startedAt
  })
  return median(times)
}
