import { durationHistogram, type StoredHistogram } from '../base/duration-histogram.ts'
import { certify } from './certificate/certificate.ts'
import { withoutLatencies } from './certificate/withheld.ts'
import { mergeSorted } from './estimates/sorted.ts'
import type { ReplicaFacts, RunAnalysis } from './facts.ts'
import { qualityOf } from './findings/quality.ts'
import { identityOf } from './identity.ts'
import { tracksOf } from './measures.ts'
import { judgeObjectives, overallVerdict } from './objectives.ts'
import type { RequestColumns, RunRecords } from './records.ts'
import { marksOf, type ReplicaLife, readySteps, replicaLives } from './replicas.ts'
import { kindFacts } from './requests/kinds.ts'
import { type OrderedRequests, orderRequests } from './requests/ordered-requests.ts'
import { type PhaseData, phaseData } from './requests/phase-data.ts'
import { type PhaseWindow, phaseWindows, saturatedStep } from './requests/phase-windows.ts'
import { requestFacts } from './requests/requests.ts'
import { entityFacts, missingSignals } from './resources.ts'
import { type LoadLevel, levelOf } from './saturation/level.ts'
import { saturationOf } from './saturation/saturation.ts'
import { binWidthMs, ecdfOf, requestBins, singleAnswers, thinned } from './series.ts'

/** Works out everything that is to be known of a run; the same records give the same facts. */
export function analyseRecords(records: RunRecords): RunAnalysis {
  const saturated = saturatedStep(records)
  const windows = phaseWindows(records, saturated)
  const requests = orderRequests(records.requests, windows)
  const selfFed = records.asked.experiment.load.source === 'self'
  const counted = [...windows.keys()].filter((place) => !windows[place]?.warmup)
  const countedRows = counted.map((place) => requests.rowsOfPhase[place] as Uint32Array)
  const all = windows.map((window, place) => ({ window, data: phaseData(requests, requests.rowsOfPhase[place] as Uint32Array) }))
  const countedPhases = all.filter(({ window }) => !window.warmup)
  const countedData = countedPhases.map(({ data }) => data)
  const measured = requestFacts(countedPhases, requests, selfFed)
  const ready = readySteps(records.events)
  const levels: LoadLevel[] = []
  const phases = all.map((phase) => {
    const { name, mix: _mix, ...window } = phase.window
    const facts = requestFacts([phase], requests, selfFed)
    const level = window.warmup || selfFed ? null : levelOf(phase.window, phase.data, facts, ready)
    if (level) levels.push(level)
    return { phase: name, ...window, requests: facts }
  })
  const tracks = tracksOf(records.samples)
  const entities = entityFacts(tracks, windows)
  const identity = identityOf(records)
  const lives = replicaLives(records.events)
  const missing = missingSignals(records)
  const certificate = certify({ records, windows, requests, overall: measured, entities })
  const overall = certificate.verdict === 'INVALID' ? withoutLatencies(measured) : measured
  const objectives = judgeObjectives(records.asked.experiment.objectives, overall, countedData)
  const untilMs = axisEndMs(windows, records.requests)
  const binMs = binWidthMs(untilMs, records.requests.count)
  return {
    version: 1,
    identity,
    verdict: overallVerdict(objectives, identity.state === 'finished'),
    objectives,
    requests: overall,
    latencyHistogram: certificate.verdict === 'INVALID' ? null : histogramOf(countedData),
    phases,
    kinds: kindFacts(requests, countedRows, certificate.verdict === 'INVALID'),
    saturated,
    saturation: saturationOf(levels, { withheld: certificate.verdict === 'INVALID', notDriven: saturated?.notDriven.length ?? 0 }),
    replicas: replicaFacts(lives, requests, countedRows),
    entities,
    missing,
    certificate,
    quality: qualityOf({ records, identity, requests: overall, phases, saturated, replicas: lives, entities, tracks, missing }),
    series: {
      untilMs,
      phases: windows.map(({ name, warmup, fromMs, untilMs: until }) => ({ name, warmup, fromMs, untilMs: until })),
      marks: marksOf(records.events).filter(({ atMs }) => atMs >= 0 && atMs <= untilMs),
      binMs,
      bins: requestBins(requests, untilMs, binMs),
      answers: singleAnswers(requests),
      ecdf: ecdfOf(mergeSorted(countedData.map(({ latency }) => latency.sorted))),
      readyReplicas: ready.filter(({ atMs }) => atMs <= untilMs),
      tracks: tracks.map((track) => ({ entity: track.entity, measure: track.measure, points: thinned(track, untilMs) })),
    },
  }
}

function histogramOf(counted: readonly PhaseData[]): StoredHistogram {
  const histogram = durationHistogram()
  for (const { latency } of counted) for (const value of latency.sorted) histogram.add(value)
  return histogram.stored()
}

function axisEndMs(windows: readonly PhaseWindow[], { endMs }: RequestColumns): number {
  let end = Math.max(1000, ...windows.map(({ fromMs, untilMs }) => (untilMs > fromMs ? untilMs : 0)))
  for (const ms of endMs) if (ms > end) end = ms
  return end
}

function replicaFacts(
  lives: readonly ReplicaLife[],
  { columns, ok, cancelled }: OrderedRequests,
  rows: readonly Uint32Array[],
): ReplicaFacts[] {
  const done = new Map<string, number>()
  const failed = new Map<string, number>()
  for (const phaseRows of rows) {
    for (const row of phaseRows) {
      const id = columns.replicas[columns.replica[row] as number]
      const outcome = columns.outcome[row]
      if (id === undefined || outcome === cancelled) continue
      const counts = outcome === ok ? done : failed
      counts.set(id, (counts.get(id) ?? 0) + 1)
    }
  }
  return lives.map((life) => ({ ...life, done: done.get(life.id) ?? 0, failed: failed.get(life.id) ?? 0 }))
}
