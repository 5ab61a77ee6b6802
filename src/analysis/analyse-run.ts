import { createHash } from 'node:crypto'
import { type Effects, realEffects } from '../base/effects.ts'
import { DynoError, hasSystemCode } from '../base/errors.ts'
import {
  type DriverRecord,
  type Environment,
  type RequestTable,
  type RunFolder,
  readJournal,
  readRequests,
  readSamples,
  type SampleTable,
} from '../dataset/index.ts'
import { analyseRecords } from './analyse-records.ts'
import { parseAsked } from './asked.ts'
import type { RunAnalysis } from './facts.ts'
import { plural } from './findings/finding.ts'
import type { RequestColumns, SampleColumns } from './records.ts'

/** Works out everything that a run folder tells, finished or cut off; the same folder gives the same facts. */
export async function analyseRun(folder: RunFolder, effects: Pick<Effects, 'disk'> = realEffects): Promise<RunAnalysis> {
  const plan = textOrNull(folder.planJson, effects)
  if (plan === null) {
    throw new DynoError('KD_DATASET_CORRUPT', `${folder.root} has no plan.json: nothing of this run was recorded`, {
      hint: 'run the experiment again; the run starts anew in the same folder',
    })
  }
  const { events, tornLines } = readJournal(folder, effects)
  const requests = await rowsOf(folder.requests, () => readRequests(folder), effects)
  const samples = await rowsOf(folder.samples, () => readSamples(folder), effects)
  const tables = Object.entries({ requests, samples })
  return analyseRecords({
    asked: parseAsked(plan, folder.planJson),
    experimentSha256: sha256(readOrNull(folder.experimentYaml, effects)),
    scheduleSha256: sha256(readOrNull(folder.schedule, effects)),
    environment: readJson<Environment>(folder.environmentJson, effects),
    driver: readJson<DriverRecord>(folder.driver, effects),
    events,
    tornEventLines: tornLines,
    requests: requests ? requestColumns(requests) : noRequests,
    samples: samples ? sampleColumns(samples) : noSamples,
    unclosedFiles: tables.flatMap(([name, table]) => (table?.closed ? [] : [`${name}.parquet`])),
    losses: tables.flatMap(([name, table]) => {
      if (table === null) return [`${name}.parquet.part cannot be read.`]
      return table.lostRows > 0 ? [`${name}.parquet.part was cut: ${plural(table.lostRows, 'row')} are gone that had been written.`] : []
    }),
  })
}

/** Rows of a data file, or null when the run was cut off before it had any; a finished file that cannot be read is an error. */
async function rowsOf<Table>(path: string, read: () => Promise<Table>, { disk }: Pick<Effects, 'disk'>): Promise<Table | null> {
  try {
    return await read()
  } catch (error) {
    if (error instanceof DynoError && error.code === 'KD_DATASET_CORRUPT' && !disk.existsSync(path)) return null
    throw error
  }
}

function requestColumns({ phase, request, replica, outcome, ...table }: RequestTable): RequestColumns {
  return {
    ...table,
    phase: phase.codes,
    phases: phase.names,
    request: request.codes,
    requests: request.names,
    replica: replica.codes,
    replicas: replica.names,
    outcome: outcome.codes,
    outcomes: outcome.names,
  }
}

function sampleColumns({ count, timeMs, value, signal, entity }: SampleTable): SampleColumns {
  return { count, timeMs, value, signal: signal.codes, signals: signal.names, entity: entity.codes, entities: entity.names }
}

const none = new Float64Array(0)

const noRequests: RequestColumns = {
  count: 0,
  phase: [],
  phases: [],
  request: [],
  requests: [],
  replica: [],
  replicas: [],
  outcome: [],
  outcomes: [],
  intendedMs: none,
  sentMs: none,
  endMs: none,
  decodeMs: none,
  queueMs: none,
  inferMs: none,
  encodeMs: none,
}

const noSamples: SampleColumns = { count: 0, timeMs: none, signal: [], signals: [], entity: [], entities: [], value: none }

function readJson<Value>(path: string, effects: Pick<Effects, 'disk'>): Value | null {
  const text = textOrNull(path, effects)
  if (text === null) return null
  try {
    return JSON.parse(text) as Value
  } catch (error) {
    throw new DynoError('KD_DATASET_CORRUPT', `${path} is not JSON`, {
      cause: error,
      hint: 'it was changed by hand; delete it to go on without it',
    })
  }
}

function sha256(bytes: Uint8Array | null): string | null {
  return bytes === null ? null : createHash('sha256').update(bytes).digest('hex')
}

function textOrNull(path: string, effects: Pick<Effects, 'disk'>): string | null {
  return readOrNull(path, effects)?.toString('utf8') ?? null
}

function readOrNull(path: string, { disk }: Pick<Effects, 'disk'>): Buffer | null {
  try {
    return disk.readFileSync(path)
  } catch (error) {
    if (hasSystemCode(error, 'ENOENT')) return null
    throw error
  }
}
