import { createHash } from 'node:crypto'
import { type Effects, realEffects } from '../base/effects.ts'
import { DynoError, hasSystemCode } from '../base/errors.ts'
import { type Certificate, type Environment, type RunFolder, readJournal, readRequests, readSamples } from '../dataset/index.ts'
import { analyseRecords } from './analyse-records.ts'
import { parseAsked } from './asked.ts'
import type { RunAnalysis } from './facts.ts'

/** Works out everything that a run folder tells, finished or cut off; the same folder gives the same facts. */
export async function analyseRun(folder: RunFolder, effects: Pick<Effects, 'disk'> = realEffects): Promise<RunAnalysis> {
  const plan = readOrNull(folder.planJson, effects)
  if (plan === null) {
    throw new DynoError('KD_DATASET_CORRUPT', `${folder.root} has no plan.json: nothing of this run was recorded`, {
      hint: 'run the experiment again; the run starts anew in the same folder',
    })
  }
  const experimentYaml = readOrNull(folder.experimentYaml, effects)
  const { events, tornLines } = readJournal(folder, effects)
  const [requests, samples] = [await readRequests(folder), await readSamples(folder)]
  return analyseRecords({
    asked: parseAsked(plan, folder.planJson),
    experimentSha256: experimentYaml === null ? null : createHash('sha256').update(experimentYaml).digest('hex'),
    environment: readJson<Environment>(folder.environmentJson, effects),
    certificate: readJson<Certificate>(folder.certificate, effects),
    events,
    tornEventLines: tornLines,
    requests,
    samples,
    unclosedFiles: [],
  })
}

function readJson<Value>(path: string, effects: Pick<Effects, 'disk'>): Value | null {
  const text = readOrNull(path, effects)
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

function readOrNull(path: string, { disk }: Pick<Effects, 'disk'>): string | null {
  try {
    return disk.readFileSync(path, 'utf8')
  } catch (error) {
    if (hasSystemCode(error, 'ENOENT')) return null
    throw error
  }
}
