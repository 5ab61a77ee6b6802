import type { RunRecords } from '../../src/analysis/records.ts'
import { nextNormal, type Random, seededRandom } from '../../src/base/random.ts'
import { outcomes, type RunEvent, type RunEventBody } from '../../src/dataset/index.ts'

interface Row {
  phase: number
  replica: number
  intendedMs: number
  sentMs: number
  endMs: number
  outcome: (typeof outcomes)[number]
  stages: [decode: number, queue: number, infer: number, encode: number]
}

interface Server {
  readyMs: number
  goneMs: number
  freeAtMs: number
  starts: number[]
  busyMs: { fromMs: number; untilMs: number }[]
}

const phases = [
  { name: 'warm-up', durationMs: 10_000, warmup: true, ratePerSecond: 8 },
  { name: 'calm', durationMs: 50_000, warmup: false, ratePerSecond: 12 },
  { name: 'busy', durationMs: 60_000, warmup: false, ratePerSecond: 38 },
  { name: 'overload', durationMs: 40_000, warmup: false, ratePerSecond: 85 },
]
const totalMs = 160_000
const queueCapacity = 40

/** Records of a made-up run: a queue before one, two, three replicas, one of which dies and is replaced. The same seed gives the same run. */
export function simulatedRun(options: { seed?: number; source?: 'http' | 'self'; cutAtMs?: number } = {}): RunRecords {
  const random = seededRandom(options.seed ?? 7, 'simulated run')
  const servers = [server(-2000, Infinity), server(52_300, 118_000), server(92_600, Infinity), server(121_500, Infinity)]
  const rows = simulate(servers, random).filter(({ endMs }) => endMs < (options.cutAtMs ?? Infinity))
  rows.sort((a, b) => a.endMs - b.endMs)
  const cut = options.cutAtMs !== undefined
  const records: RunRecords = {
    asked: asked(options.source ?? 'http'),
    experimentSha256: 'c0ffee00'.repeat(8),
    scheduleSha256: 'a1'.repeat(32),
    environment: environment(cut),
    driver: cut ? null : driverRecord(rows),
    events: events().filter(({ atMs }) => (atMs ?? 0) < (options.cutAtMs ?? Infinity)),
    tornEventLines: cut ? 1 : 0,
    requests: columns(rows, options.source === 'self'),
    samples: samples(servers, random, options.cutAtMs ?? totalMs + 2000),
    unclosedFiles: cut ? ['requests.parquet', 'samples.parquet'] : [],
    losses: [],
  }
  return records
}

function server(readyMs: number, goneMs: number): Server {
  return { readyMs, goneMs, freeAtMs: readyMs, starts: [], busyMs: [] }
}

function simulate(servers: Server[], random: Random): Row[] {
  const rows: Row[] = []
  let fromMs = 0
  for (const [phase, { durationMs, ratePerSecond }] of phases.entries()) {
    for (let at = fromMs + gap(random, ratePerSecond); at < fromMs + durationMs; at += gap(random, ratePerSecond)) {
      rows.push(answer(servers, random, phase, at))
    }
    fromMs += durationMs
  }
  return rows
}

const gap = (random: Random, ratePerSecond: number) => (-Math.log(1 - random.next()) / ratePerSecond) * 1000

function answer(servers: Server[], random: Random, phase: number, intendedMs: number): Row {
  const sentMs = intendedMs + 0.05 + 0.1 * random.next() + (random.next() < 0.002 ? 9 * random.next() : 0)
  const up = [...servers.entries()].filter(([, { readyMs, goneMs }]) => sentMs >= readyMs && sentMs < goneMs)
  const [replica, chosen] = up.reduce((best, next) => (next[1].freeAtMs < best[1].freeAtMs ? next : best))
  const decode = 0.3 + 0.1 * random.next()
  const encode = 0.1 + 0.05 * random.next()
  const infer = 39 * Math.exp(0.12 * nextNormal(random))
  const row = { phase, replica, intendedMs, sentMs, stages: [decode, 0, infer, encode] as Row['stages'] }
  const arriveMs = sentMs + 0.2 + decode
  if (chosen.starts.filter((start) => start > arriveMs).length >= queueCapacity) {
    return { ...row, endMs: arriveMs + 0.5, outcome: 'http_error', stages: [decode, Number.NaN, Number.NaN, Number.NaN] }
  }
  const startMs = Math.max(arriveMs, chosen.freeAtMs)
  row.stages[1] = startMs - arriveMs
  const endMs = startMs + infer + encode + 0.3
  if (endMs > chosen.goneMs)
    return { ...row, endMs: chosen.goneMs + 1, outcome: 'reset', stages: [decode, Number.NaN, Number.NaN, Number.NaN] }
  chosen.freeAtMs = startMs + infer
  chosen.starts = [...chosen.starts.filter((start) => start > sentMs), startMs]
  chosen.busyMs.push({ fromMs: startMs, untilMs: startMs + infer })
  return { ...row, endMs, outcome: 'ok' }
}

function columns(rows: readonly Row[], selfFed: boolean): RunRecords['requests'] {
  const floats = (value: (row: Row) => number) => Float64Array.from(rows, value)
  return {
    count: rows.length,
    phase: Uint16Array.from(rows, ({ phase }) => phase),
    phases: phases.map(({ name }) => name),
    request: Uint16Array.from(rows, (_, row) => (row % 4 === 0 ? 1 : 0)),
    requests: ['photo', 'sentence'],
    replica: Uint16Array.from(rows, ({ replica }) => replica),
    replicas: ['r1', 'r2', 'r3', 'r4'],
    outcome: Uint8Array.from(rows, ({ outcome }) => outcomes.indexOf(outcome)),
    outcomes,
    intendedMs: floats(({ intendedMs }) => intendedMs),
    sentMs: floats(({ sentMs }) => sentMs),
    endMs: floats(({ endMs }) => endMs),
    decodeMs: floats(({ stages }) => (selfFed ? Number.NaN : stages[0])),
    queueMs: floats(({ stages }) => (selfFed ? Number.NaN : stages[1])),
    inferMs: floats(({ stages }) => stages[2]),
    encodeMs: floats(({ stages }) => (selfFed ? Number.NaN : stages[3])),
  }
}

function events(): RunEvent[] {
  const originMs = Date.UTC(2026, 10, 21, 9, 30)
  const list: [number | null, RunEventBody][] = [
    [null, { type: 'run.started', attempt: 1 }],
    [null, { type: 'replica.starting', replica: 'r1', pid: 4100 }],
    [null, { type: 'replica.ready', replica: 'r1', coldStartMs: 2140, url: 'http://127.0.0.1:40001' }],
    [-1500, { type: 'origin.set', wallMs: originMs, monotonicNs: '1000000000' }],
    [0, { type: 'phase.started', phase: 'warm-up' }],
    [10_000, { type: 'phase.started', phase: 'calm' }],
    [50_000, { type: 'scale.requested', replicas: 2 }],
    [50_010, { type: 'replica.starting', replica: 'r2', pid: 4200 }],
    [52_300, { type: 'replica.ready', replica: 'r2', coldStartMs: 2290, url: 'http://127.0.0.1:40002' }],
    [52_300, { type: 'scale.reached', replicas: 2 }],
    [60_000, { type: 'phase.started', phase: 'busy' }],
    [90_000, { type: 'scale.requested', replicas: 3 }],
    [90_010, { type: 'replica.starting', replica: 'r3', pid: 4300 }],
    [92_600, { type: 'replica.ready', replica: 'r3', coldStartMs: 2590, url: 'http://127.0.0.1:40003' }],
    [92_600, { type: 'scale.reached', replicas: 3 }],
    [118_000, { type: 'replica.died', replica: 'r2', reason: 'killed by SIGKILL, out of memory' }],
    [118_600, { type: 'replica.starting', replica: 'r4', pid: 4400 }],
    [121_500, { type: 'replica.ready', replica: 'r4', coldStartMs: 2900, url: 'http://127.0.0.1:40004' }],
    [121_500, { type: 'replica.restarted', replica: 'r4', replaces: 'r2' }],
    [120_000, { type: 'phase.started', phase: 'overload' }],
    [160_000, { type: 'phase.ended', phase: 'overload' }],
    [161_900, { type: 'load.ended' }],
    [162_000, { type: 'replica.draining', replica: 'r4' }],
    [162_100, { type: 'replica.stopped', replica: 'r4' }],
    [162_500, { type: 'run.recorded' }],
  ]
  return list.map(([atMs, body]) => ({ time: new Date(originMs + (atMs ?? -4000)).toISOString(), atMs, ...body }))
}

function samples(servers: readonly Server[], random: Random, untilMs: number): RunRecords['samples'] {
  const signals = [
    'cpu_seconds_total',
    'memory_used_bytes',
    'psi_cpu_some_seconds_total',
    'psi_memory_some_seconds_total',
    'psi_io_some_seconds_total',
    'inference_queue_depth',
  ]
  const entities = ['machine', 'replica/r1', 'replica/r2', 'replica/r3', 'replica/r4', 'driver']
  const list: { timeMs: number; signal: number; entity: number; value: number }[] = []
  let memoryPressure = 0
  for (let turn = -1000; turn < untilMs; turn += turn === 77_000 ? 6000 : 1000) {
    const add = (entity: number, signal: string, value: number) =>
      list.push({ timeMs: turn + 2 + 3 * random.next(), signal: signals.indexOf(signal), entity, value })
    const busy = servers.reduce((sum, { busyMs }) => sum + busyTime(busyMs, turn) / 1000, 0)
    for (const [index, { readyMs, goneMs, busyMs }] of servers.entries()) {
      if (turn < readyMs || turn > goneMs) continue
      const own = 1.9 + busyTime(busyMs, turn) / 1000
      add(index + 1, 'cpu_seconds_total', own)
      add(index + 1, 'memory_used_bytes', 2 ** 20 * (310 + 8 * random.next() + Math.min(60, (turn - readyMs) / 1000)))
      add(index + 1, 'inference_queue_depth', busyMs.filter(({ fromMs }) => fromMs > turn && fromMs < turn + 39 * queueCapacity).length)
    }
    memoryPressure += turn > 110_000 && turn < 121_000 ? 0.08 : 0
    add(0, 'cpu_seconds_total', 100 + busy * 1.06 + turn / 20_000)
    add(0, 'memory_used_bytes', 2 ** 30 * (1.6 + turn / 400_000))
    add(0, 'psi_cpu_some_seconds_total', busy * 0.12)
    add(0, 'psi_memory_some_seconds_total', memoryPressure)
    add(0, 'psi_io_some_seconds_total', 0.002 * (turn / 1000))
    add(5, 'cpu_seconds_total', 0.4 + 0.00004 * turn)
  }
  return {
    count: list.length,
    timeMs: Float64Array.from(list, ({ timeMs }) => timeMs),
    signal: Uint16Array.from(list, ({ signal }) => signal),
    signals,
    entity: Uint16Array.from(list, ({ entity }) => entity),
    entities,
    value: Float64Array.from(list, ({ value }) => value),
  }
}

/** Milliseconds for which a server was busy up to an instant. */
function busyTime(busyMs: readonly { fromMs: number; untilMs: number }[], atMs: number): number {
  return busyMs.reduce((sum, { fromMs, untilMs }) => sum + Math.max(0, Math.min(untilMs, atMs) - fromMs), 0)
}

function driverRecord(rows: readonly Row[]): RunRecords['driver'] {
  return {
    version: 1,
    complete: true,
    intended: rows.length,
    sent: rows.length,
    sendLagMs: { p50: 0.1, p99: 0.15, max: 9 },
    outcomes: {},
    driver: {
      drivers: 1,
      priority: 0,
      cpuMs: 6400,
      eventLoopLagMaxMs: 12.4,
      collectionMs: 40,
      collectionMaxMs: 2.5,
      poolWaits: 0,
      descriptorWaits: 0,
      reusedSocketRetries: 0,
    },
  }
}

function asked(source: 'http' | 'self'): RunRecords['asked'] {
  return {
    id: '1f0c9a42-001',
    index: 1,
    repetition: 1,
    levels: [{ path: 'workload.resources.limits.cpu', value: '1' }],
    seed: 4711,
    initialReplicas: 1,
    experiment: {
      name: 'scale-out',
      description: 'ResNet50 under a rising load while replicas are added',
      workload: {
        name: 'resnet50',
        resources: { requests: { cpuMillicores: null, memoryBytes: null }, limits: { cpuMillicores: 1000, memoryBytes: 512 * 2 ** 20 } },
        queueCapacity,
      },
      load: {
        source,
        timeoutMs: 5000,
        phases: phases.map(({ ratePerSecond, ...phase }) => ({ ...phase, demand: { kind: 'rate', arrivals: 'poisson', ratePerSecond } })),
      },
      scaling: {
        timeline: [
          { atMs: 50_000, replicas: 2 },
          { atMs: 90_000, replicas: 3 },
        ],
      },
      recording: { intervalMs: 1000 },
      objectives: [
        { text: 'latency p50 < 1 s', metric: 'latency', quantile: 0.5, operator: '<', threshold: 1000 },
        { text: 'latency p95 < 300 ms', metric: 'latency', quantile: 0.95, operator: '<', threshold: 300 },
        { text: 'errors < 9 %', metric: 'errors', quantile: null, operator: '<', threshold: 0.09 },
      ],
    },
  }
}

function environment(cut: boolean): RunRecords['environment'] {
  return {
    version: 1,
    kubedyno: '0.1.0',
    node: 'v24.21.0',
    onnxRuntime: '1.30.0',
    machine: {
      system: 'linux 6.18.44 x64',
      cpuModel: 'A processor of this test @ 2.60GHz',
      cores: 4,
      memoryBytes: 16 * 2 ** 30,
      cgroupVersion: 1,
      hypervisor: 'kvm',
    },
    engine: {
      kind: 'local',
      description: 'local processes, cgroup v1',
      limits: [
        { limit: 'cpu', wanted: 1, enforced: true, reason: null },
        { limit: 'memory', wanted: 512 * 2 ** 20, enforced: false, reason: 'may not write /sys/fs/cgroup/memory' },
      ],
    },
    model: {
      name: 'resnet50',
      file: 'resnet50.onnx',
      sha256: 'ab12cd34'.repeat(8),
      sizeBytes: 102_500_000,
      synthetic: true,
      parameters: 25_557_032,
      inputs: [{ name: 'image', datatype: 'FP32', shape: [1, 3, 224, 224] }],
    },
    threads: 1,
    recording: cut
      ? null
      : {
          signals: [
            { signal: 'gpu_utilization_ratio', entity: 'machine', available: false, source: null, reason: 'there is no nvidia-smi' },
            { signal: 'energy_joules_total', entity: 'machine', available: false, source: null, reason: 'there is no /sys/class/powercap' },
            { signal: 'psi_cpu_some_seconds_total', entity: 'replica/r1', available: false, source: null, reason: 'not in a cgroup2' },
            { signal: 'psi_cpu_some_seconds_total', entity: 'replica/r2', available: false, source: null, reason: 'not in a cgroup2' },
          ],
          turns: 157,
          missedTurns: 5,
          cpuMs: 240,
          clockStepsMs: [],
        },
  }
}
