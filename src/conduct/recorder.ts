import type { Effects } from '../base/effects.ts'
import { type Origin, sinceOriginMs } from '../base/origin.ts'
import { stableJson } from '../base/stable-json.ts'
import { writeFileAtomic } from '../base/write-file.ts'
import {
  type DriverRecord,
  type Environment,
  type Journal,
  openRequestsWriter,
  openSamplesWriter,
  type RequestBatch,
  type RequestsWriter,
  type RunEvent,
  type RunEventBody,
  type RunFolder,
  type Sample,
  type SamplesWriter,
} from '../dataset/index.ts'
import type { Load } from '../spec/index.ts'

/** Rows reach the disk at least this often, so that a run that is cut off loses no more than that. */
const flushEveryMs = 2000

/** All that one run writes while it is under way. */
export interface Recorder {
  event(body: RunEventBody): void
  /** Gives the run its time axis and opens the data files. */
  begin(origin: Origin): void
  requests(batch: RequestBatch, replicas: readonly string[]): void
  samples(samples: Sample[]): void
  environment(environment: Environment): void
  driver(record: DriverRecord): void
  /** Completes the data files; what was recorded so far is whole afterwards. */
  close(): void
}

interface RecorderOptions {
  folder: RunFolder
  journal: Journal
  runId: string
  load: Pick<Load, 'phases' | 'requests'>
  onEvent(event: RunEvent): void
  /** Writing failed while the run was under way; the run must end. */
  onFault(error: unknown): void
}

/** Opens the recorder of a run whose folder and journal are there. */
export function openRecorder(options: RecorderOptions, effects: Effects): Recorder {
  const { folder, journal, onFault } = options
  let origin: Origin | null = null
  let requests: RequestsWriter | null = null
  let samples: SamplesWriter | null = null
  let flushing: NodeJS.Timeout | null = null

  const guarded = (write: () => void) => {
    try {
      write()
    } catch (error) {
      onFault(error)
    }
  }

  return {
    event(body) {
      guarded(() => options.onEvent(journal.append(body, origin ? sinceOriginMs(origin, effects.clock) : null)))
    },
    begin(runOrigin) {
      origin = runOrigin
      this.event({ type: 'origin.set', wallMs: runOrigin.wallMs, monotonicNs: String(runOrigin.monotonicNs) })
      const { phases, requests: mixed = [] } = options.load
      const meta = { runId: options.runId, origin: runOrigin, phases, requests: mixed.map(({ name }) => name) }
      requests = openRequestsWriter(folder, meta, effects)
      samples = openSamplesWriter(folder, meta, effects)
      flushing = setInterval(() => guarded(() => [requests?.flush(), samples?.flush()]), flushEveryMs)
    },
    requests: (batch, replicas) => guarded(() => requests?.append(batch, replicas)),
    samples: (batch) => guarded(() => samples?.append(batch)),
    environment: (environment) => writeFileAtomic(folder.environmentJson, stableJson(environment), effects),
    driver: (record) => writeFileAtomic(folder.driver, stableJson(record), effects),
    close() {
      if (flushing) clearInterval(flushing)
      flushing = null
      requests?.close()
      samples?.close()
      requests = null
      samples = null
    },
  }
}
