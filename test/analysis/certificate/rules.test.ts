import { expect, test } from 'vitest'
import type { Evidence } from '../../../src/analysis/certificate/evidence.ts'
import { brokenRules } from '../../../src/analysis/certificate/rules.ts'

const arrivals = { count: 1000, perSecond: 100, gapCv: 1, dispersion: 1 }
const sound: Evidence = {
  selfFed: false,
  scheduleSha256: null,
  complete: true,
  counted: 1000,
  rowCount: 1000,
  phases: [{ phase: 'steady', open: true, asked: arrivals, delivered: arrivals, gapDistance: 0.01, gapDistanceByChance: 0.07 }],
  sendLag: { n: 1000, p50: 0.1, p95: 0.2, p99: 0.3, max: 1 },
  latencyP50Ms: 100,
  outcomes: { ok: 1000 },
  waitedShare: 0,
  descriptorShare: 0,
  driverCores: 0.1,
  eventLoopLagMaxMs: 5,
  collectionMaxMs: 1,
  stolenShare: 0.001,
  othersShare: 0.02,
  clockStepsMs: [],
}
const lag = (p99: number) => ({ ...sound.sendLag, p99 })
const delivered = (change: Partial<typeof arrivals>) =>
  [{ ...sound.phases[0], delivered: { ...arrivals, ...change } }] as Evidence['phases']

test('a sound load breaks no rule, and a clock that jumped is no fault, since times do not come from it', () => {
  expect(brokenRules(sound)).toEqual([])
  expect(brokenRules({ ...sound, clockStepsMs: [3_600_000] })).toEqual([])
})

test.each<[string, Partial<Evidence>, string, string]>([
  ['cut short', { complete: false }, 'complete', 'DEGRADED'],
  ['no record of the driver', { counted: null }, 'rows', 'DEGRADED'],
  ['one row lost', { rowCount: 999 }, 'rows', 'DEGRADED'],
  ['two rows of a hundred lost', { rowCount: 980 }, 'rows', 'INVALID'],
  ['two of a hundred not sent in time', { phases: delivered({ count: 980 }) }, 'delivered', 'DEGRADED'],
  ['two of ten not sent in time', { phases: delivered({ count: 800 }) }, 'delivered', 'INVALID'],
  ['a pool of connections that was too small', { waitedShare: 0.02 }, 'connections', 'DEGRADED'],
  ['one request held back for want of a descriptor', { descriptorShare: 0.001 }, 'descriptors', 'DEGRADED'],
  ['a fifth of them', { descriptorShare: 0.2 }, 'descriptors', 'INVALID'],
  ['a lag of a sixteenth of the latency', { sendLag: lag(6) }, 'send-lag', 'DEGRADED'],
  ['a lag of a third of the latency', { sendLag: lag(33) }, 'send-lag', 'INVALID'],
  ['smoothed arrivals', { phases: delivered({ dispersion: 0.4 }) }, 'dispersion', 'INVALID'],
  ['a busy driver', { driverCores: 0.9 }, 'driver', 'DEGRADED'],
  ['a driver that stood still', { eventLoopLagMaxMs: 2000 }, 'driver', 'DEGRADED'],
  ['a tenth of the CPU gone', { stolenShare: 0.1 }, 'stolen', 'DEGRADED'],
  ['a machine that is busy with something else', { othersShare: 0.3 }, 'others', 'DEGRADED'],
  ['a third of the CPU gone', { stolenShare: 0.33 }, 'stolen', 'INVALID'],
])('%s', (_, change, rule, verdict) => {
  expect(brokenRules({ ...sound, ...change })).toMatchObject([{ rule, verdict }])
})

test('a small lag is no fault beside short latencies, and lag behind a full pool is told once', () => {
  expect(brokenRules({ ...sound, latencyP50Ms: 1, sendLag: lag(0.9) })).toEqual([])
  expect(brokenRules({ ...sound, waitedShare: 0.5, sendLag: lag(500) })).toMatchObject([{ rule: 'connections' }])
})

test('lag behind a full pool is the driver’s own when it stood still for about as long', () => {
  const full = { ...sound, waitedShare: 0.2, sendLag: lag(1900) }
  const rulesOf = (eventLoopLagMaxMs: number) => brokenRules({ ...full, eventLoopLagMaxMs }).map(({ rule }) => rule)
  expect(rulesOf(2000)).toEqual(['send-lag', 'connections', 'driver'])
  expect(rulesOf(300)).toEqual(['connections', 'driver'])
})

test('a replica that feeds itself too slowly degrades its load, and there is no driver to blame', () => {
  const fed = {
    ...sound,
    selfFed: true,
    counted: 1000,
    sendLag: lag(900),
    eventLoopLagMaxMs: null,
    driverCores: null,
    waitedShare: null,
    descriptorShare: null,
  }
  expect(brokenRules(fed)).toEqual([])
  expect(brokenRules({ ...fed, phases: delivered({ count: 300 }) })).toMatchObject([{ rule: 'delivered', verdict: 'DEGRADED' }])
})

test('the gravest comes first', () => {
  expect(brokenRules({ ...sound, complete: false, stolenShare: 0.5 }).map(({ verdict }) => verdict)).toEqual(['INVALID', 'DEGRADED'])
})
