import type { RunRecords } from '../records.ts'
import type { OrderedRequests } from '../requests/ordered-requests.ts'
import type { PhaseWindow } from '../requests/phase-windows.ts'
import type { RequestFacts } from '../requests/requests.ts'
import { busiestDriver, type EntityFacts } from '../resources.ts'
import { phaseArrivals } from './arrivals.ts'
import type { Evidence } from './evidence.ts'
import { type BrokenRule, brokenRules, type CertificateVerdict } from './rules.ts'

/** `certificate.json`: whether the load that was asked for is the load that was delivered, and what says so. */
export interface Certificate {
  version: 1
  verdict: CertificateVerdict
  /** The gravest first; empty when the load is valid. */
  broken: BrokenRule[]
  evidence: Evidence
}

interface CertifyInput {
  records: RunRecords
  windows: readonly PhaseWindow[]
  requests: OrderedRequests
  overall: RequestFacts
  entities: readonly EntityFacts[]
}

/** Certifies the load of a run from what its folder holds; the same folder gives the same certificate. */
export function certify({ records, windows, requests, overall, entities }: CertifyInput): Certificate {
  const { driver, environment, events } = records
  const machine = entities.find(({ entity }) => entity === 'machine')?.counted.cpuStolenCores
  const cores = environment?.machine.cores
  const evidence: Evidence = {
    scheduleSha256: records.scheduleSha256,
    selfFed: records.asked.experiment.load.source === 'self',
    complete: driver?.complete ?? false,
    counted: driver?.intended ?? null,
    rowCount: records.requests.count,
    phases: windows.flatMap((window, place) =>
      window.warmup ? [] : [phaseArrivals(requests, requests.rowsOfPhase[place] as Uint32Array, window)],
    ),
    sendLag: overall.sendLagMs,
    latencyP50Ms: overall.latencyMs.p50.value,
    outcomes: overall.byOutcome,
    waitedShare: shareOf(driver, 'poolWaits'),
    descriptorShare: shareOf(driver, 'descriptorWaits'),
    driverCores: busiestDriver(entities)?.max ?? null,
    eventLoopLagMaxMs: driver?.driver?.eventLoopLagMaxMs ?? null,
    collectionMaxMs: driver?.driver?.collectionMaxMs ?? null,
    stolenShare: machine && cores ? machine.mean / cores : null,
    othersShare: cores ? othersCores(entities, cores) : null,
    clockStepsMs: events.flatMap((event) => (event.type === 'clock.stepped' ? [event.stepMs] : [])),
  }
  const broken = brokenRules(evidence)
  return { version: 1, verdict: broken[0]?.verdict ?? 'VALID', broken, evidence }
}

function shareOf(record: RunRecords['driver'], key: 'poolWaits' | 'descriptorWaits'): number | null {
  const count = record?.driver?.[key]
  return record === null || count === undefined ? null : count / Math.max(1, record.intended)
}

/** Part of the machine that others used; a replica that was there for a part of the time counts for that part. */
function othersCores(entities: readonly EntityFacts[], cores: number): number | null {
  const used = (wanted: (entity: string) => boolean) =>
    entities.filter(({ entity }) => wanted(entity)).flatMap(({ counted }) => counted.cpuCores ?? [])
  const [machine] = used((entity) => entity === 'machine')
  const own = used((entity) => entity === 'conductor' || entity.startsWith('replica/'))
  if (!machine || own.length === 0) return null
  const ownCores = own.reduce((sum, { mean, samples }) => sum + (mean * samples) / machine.samples, 0)
  return Math.max(0, machine.mean - ownCores) / cores
}
