import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import { MessageChannel, receiveMessageOnPort } from 'node:worker_threads'
import { realClock, realEffects } from '../../src/base/effects.ts'
import { originAfter } from '../../src/base/origin.ts'
import { type LoadProgress, openJournal, outcomes, type RequestBatch, runFolder } from '../../src/dataset/index.ts'
import type { SentBody } from '../../src/load/bodies/request-mix.ts'
import { progressMeter } from '../../src/load/crew/progress-meter.ts'
import { type DueRequest, dueRequest } from '../../src/load/driver/due-request.ts'
import type { DriverMessage } from '../../src/load/driver/messages.ts'
import { buffersOf, rowBuffer } from '../../src/load/driver/row-buffer.ts'
import { threadCpuMs } from '../../src/load/driver/thread-facts.ts'
import { startLoad } from '../../src/load/index.ts'
import type { Phase } from '../../src/spec/index.ts'

/** What a driver uses for everything, and what of it goes into telling of its progress, in milliseconds of processor time per second of load. */
export interface ProgressCost {
  driverMs: number
  progressMs: number
}

const [port, root, ratePerSecond, seconds] = process.argv.slice(2) as [string, string, string, string]
const connections = 64
const body: SentBody = { place: 0, request: 0, path: '/', judged: 'any', headers: {}, bytes: Buffer.alloc(0) }
const phases: Phase[] = [
  {
    name: 'main',
    durationMs: Number(seconds) * 1000,
    warmup: false,
    demand: { kind: 'rate', arrivals: 'constant', ratePerSecond: Number(ratePerSecond) },
  },
]
const [driverMs, recorded] = await recordedLoad()
const result: ProgressCost = { driverMs, progressMs: replayed(recorded) }
console.log(JSON.stringify(result))

type Recorded = { batch: RequestBatch; progress: LoadProgress | null }[]

/** Drives a load; tells what its driver used per second, and what it handed over: rows, and behind some of them its progress. */
async function recordedLoad(): Promise<[driverMs: number, Recorded]> {
  const recorded: Recorded = []
  const handle = await startLoad({
    load: { source: 'http', encoding: 'json', timeoutMs: 30_000, connectionsPerReplica: connections, drivers: 1, phases },
    seed: 1,
    origin: originAfter(realClock, 2000),
    target: { model: 'm', inputs: [{ name: 'x', datatype: 'FP32', shape: [1, 4] }] },
    endpoints: [{ replica: 'r1', host: '127.0.0.1', port: Number(port) }],
    onBatch: (batch) => recorded.push({ batch, progress: null }),
    onProgress(progress) {
      const last = recorded.at(-1)
      if (last) last.progress = progress
    },
    onPhase() {},
  })
  const { cpuMs } = await handle.done
  return [(cpuMs ?? Number.NaN) / Number(seconds), recorded]
}

/** What it takes to do again all that a load did for its progress, from the full row buffer to the line of the journal; both threads' parts are done in this one. */
function replayed(recorded: Recorded): number {
  const folder = runFolder(mkdtempSync(join(root, 'runs-')), 'bench', 'progress')
  const journal = openJournal(folder, realEffects)
  const meter = progressMeter(1)
  const rows = rowBuffer(2000)
  const { port1, port2 } = new MessageChannel()
  const hear = () => receiveMessageOnPort(port2)?.message as DriverMessage
  let usedMs = 0
  let beats = 0
  for (const { batch, progress } of recorded) {
    for (const request of requestsOf(batch)) rows.add(request)
    const beforeMs = threadCpuMs() ?? Number.NaN
    const taken = rows.take()
    if (taken) port1.postMessage({ type: 'batch', batch: taken } satisfies DriverMessage, buffersOf(taken))
    const heard = hear()
    if (heard.type === 'batch') meter.add(heard.batch)
    if (progress) {
      const beat = { ...progress, atMs: ++beats * 1000 }
      port1.postMessage({ type: 'beat', beat } satisfies DriverMessage)
      const told = hear()
      const again = told.type === 'beat' ? meter.take(0, told.beat) : null
      if (again) journal.append({ type: 'load.progress', progress: again }, beat.atMs)
    }
    usedMs += (threadCpuMs() ?? Number.NaN) - beforeMs
  }
  journal.close()
  port1.close()
  return usedMs / beats
}

function requestsOf(batch: RequestBatch): DueRequest[] {
  return Array.from({ length: batch.count }, (_, row) => ({
    ...dueRequest(batch.id[row] as number, batch.phase[row] as number, batch.intendedMs[row] as number, false, body),
    sentMs: batch.sentMs[row] as number,
    endMs: batch.endMs[row] as number,
    outcome: outcomes[batch.outcome[row] as number] ?? null,
  }))
}
