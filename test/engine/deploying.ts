import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { DeployRequest, EngineEvent, Replica } from '../../src/engine/index.ts'
import type { BuiltModel } from '../../src/serving/index.ts'
import type { Experiment, Resources } from '../../src/spec/index.ts'

export const plainReplica = fileURLToPath(new URL('plain-replica.ts', import.meta.url))

const unlimited: Resources = { cpuMillicores: null, memoryBytes: null }

export function experiment(limits: Partial<Resources> = {}, requests: Partial<Resources> = {}): Experiment {
  return {
    apiVersion: 'kubedyno.dev/v1',
    kind: 'Experiment',
    name: 'engine-test',
    description: null,
    engine: { kind: 'local' },
    workload: {
      name: 'tested',
      model: { kind: 'catalogue', name: 'tiny' },
      replicas: 1,
      resources: { requests: { ...unlimited, ...requests }, limits: { ...unlimited, ...limits } },
      threads: null,
      queueCapacity: 100,
    },
    load: { source: 'http', encoding: 'binary', timeoutMs: 5000, connectionsPerReplica: 8, drivers: 1, phases: [] },
    scaling: { timeline: [] },
    recording: { intervalMs: 1000, signals: null },
    design: { seed: 1, repetitions: 1, order: 'shuffled', factors: [], pauseMs: 0 },
    objectives: [],
  }
}

/** A model that tells the plain replica how to behave. */
export function behaving(name: string): BuiltModel {
  const facts = { sha256: '', sizeBytes: 0, synthetic: true, weights: '', parameters: null, sizes: {}, inputs: [], outputs: [] }
  return { name, path: '/nowhere', ...facts, program: { kind: 'graph', path: '/nowhere' }, task: null }
}

let count = 0

/** A request whose callbacks write down what they hear. */
export function deployRequest(parts: Partial<DeployRequest> = {}) {
  const events: EngineEvent[] = []
  const ready: Replica[] = []
  const gone: string[] = []
  const fed: { replica: string; phase: number; seed: number }[] = []
  const logFolder = mkdtempSync(join(tmpdir(), 'engine-logs-'))
  const request: DeployRequest = {
    runId: `test${process.pid}-${++count}`,
    experiment: experiment(),
    model: behaving('steady'),
    tls: null,
    replicas: 1,
    logFolder,
    onEvent: (event) => void events.push(event),
    onReady: (replica) => void ready.push(replica),
    onGone: ({ id }) => void gone.push(id),
    beforeStop: () => Promise.resolve(),
    onFed: (replica, { phase, intendedMs }) => void fed.push({ replica, phase, seed: Number(intendedMs[0]) }),
    ...parts,
  }
  const types = () => events.map((event) => ('replica' in event ? `${event.type} ${event.replica}` : event.type))
  const deaths = () => events.flatMap((event) => (event.type === 'replica.died' ? event.reason : []))
  return { request, events, types, deaths, ready, gone, fed, forgetLogs: () => rmSync(logFolder, { recursive: true, force: true }) }
}

/** Waits until something holds; throws after `limitMs`. */
export async function until(holds: () => boolean, limitMs = 20_000): Promise<void> {
  const fromMs = performance.now()
  while (!holds()) {
    if (performance.now() - fromMs > limitMs) throw new Error(`did not come true within ${limitMs} ms: ${holds}`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
