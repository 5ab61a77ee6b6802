import { realClock, realEffects } from '../../src/base/effects.ts'
import { keepNurserySmall } from '../../src/base/nursery.ts'
import { originAfter } from '../../src/base/origin.ts'
import { openRecorder } from '../../src/conduct/recorder.ts'
import { openJournal, runFolder } from '../../src/dataset/index.ts'
import { driverRecordBuilder, startLoad } from '../../src/load/index.ts'
import type { Phase } from '../../src/spec/index.ts'

/** What it took to record a load: the memory is that of the whole process, Node itself included. */
export interface Recorded {
  requests: number
  seconds: number
  rssMaxBytes: number
  rssFirstBytes: number
}

const [port, root, wanted, clients] = process.argv.slice(2) as [string, string, string, string]
keepNurserySmall()
const rssFirstBytes = process.memoryUsage.rss()
const phases: Phase[] = [{ name: 'main', durationMs: 600_000, warmup: false, demand: { kind: 'clients', clients: Number(clients) } }]
const folder = runFolder(root, 'bench', 'million')
const journal = openJournal(folder, realEffects)
const recorder = openRecorder({ folder, journal, runId: folder.runId, load: { phases }, onEvent() {}, onFault: fail }, realEffects)
const record = driverRecordBuilder()
const origin = originAfter(realClock, 500)
recorder.begin(origin)
const startedMs = performance.now()
let requests = 0
const handle = await startLoad({
  load: { source: 'http', encoding: 'json', timeoutMs: 30_000, connectionsPerReplica: Number(clients), drivers: 1, phases },
  seed: 1,
  origin,
  target: { model: 'm', inputs: [{ name: 'x', datatype: 'FP32', shape: [1, 4] }] },
  endpoints: [{ replica: 'r1', host: '127.0.0.1', port: Number(port) }],
  onBatch(batch, replicas) {
    record.add(batch)
    recorder.requests(batch, replicas)
    requests += batch.count
    if (requests >= Number(wanted)) handle.stop()
  },
  onProgress: (progress) => recorder.event({ type: 'load.progress', progress }),
  onPhase: (phase, edge) => recorder.event({ type: `phase.${edge}`, phase }),
})
const outcome = await handle.done
const seconds = (performance.now() - startedMs) / 1000
recorder.driver(record.finish(outcome))
recorder.close()
journal.close()
const result: Recorded = { requests, seconds, rssMaxBytes: process.resourceUsage().maxRSS * 1024, rssFirstBytes }
console.log(JSON.stringify(result))

function fail(error: unknown): never {
  throw error
}
