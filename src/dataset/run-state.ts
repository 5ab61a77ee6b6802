import { join } from 'node:path'
import { type Effects, realEffects } from '../base/effects.ts'
import { DynoError } from '../base/errors.ts'
import { readJournal } from './journal.ts'
import type { RunFolder } from './layout.ts'

/** `recorded`: all data are there, only summary and report may be missing. */
export type RunState = 'absent' | 'unfinished' | 'recorded' | 'finished'

/** How far a run has come, by its journal and by the data files being there. */
export function runState(folder: RunFolder, effects: Pick<Effects, 'disk'> = realEffects): RunState {
  if (!effects.disk.existsSync(folder.root)) return 'absent'
  const types = new Set(readJournal(folder, effects).events.map(({ type }) => type))
  if (!types.has('run.recorded') || ![folder.requests, folder.samples].every((path) => effects.disk.existsSync(path))) return 'unfinished'
  return types.has('run.finished') ? 'finished' : 'recorded'
}

/** Makes the folder ready for an attempt and says which one it is, from 1; what an earlier, cut-off attempt left moves to `attempts/`. */
export function startAttempt(folder: RunFolder, effects: Pick<Effects, 'disk'>): number {
  const { disk } = effects
  const state = runState(folder, effects)
  if (state === 'recorded' || state === 'finished') {
    throw new DynoError('KD_FILE_EXISTS', `run ${folder.runId} has its data already`, {
      hint: `see it with: kubedyno show ${folder.runId}`,
    })
  }
  disk.mkdirSync(folder.root, { recursive: true })
  const left = disk.readdirSync(folder.root).filter((name) => name !== 'attempts')
  const earlier = disk.existsSync(folder.attempts) ? disk.readdirSync(folder.attempts).length : 0
  if (left.length === 0) return earlier + 1
  const keep = join(folder.attempts, String(earlier + 1))
  disk.mkdirSync(keep, { recursive: true })
  for (const name of left) disk.renameSync(join(folder.root, name), join(keep, name))
  return earlier + 2
}
