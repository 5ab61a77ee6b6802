import { join } from 'node:path'
import * as process from 'node:process'
import type { Effects } from '../base/effects.ts'
import { DynoError, hasSystemCode } from '../base/errors.ts'
import { identify, isAlive, type ProcessIdentity } from '../base/process-identity.ts'
import { diskError } from '../base/write-file.ts'

/** Claims an experiment's folder for this process; a claim whose process is gone is taken over. A claim appears with all that it says, never empty. */
export function lockExperiment(runsRoot: string, experiment: string, effects: Pick<Effects, 'disk'>): { close(): void } {
  const { disk } = effects
  const folder = join(runsRoot, experiment)
  const path = join(folder, '.lock')
  const draft = `${path}.${process.pid}`
  try {
    disk.mkdirSync(folder, { recursive: true })
    disk.writeFileSync(draft, JSON.stringify(identify(process.pid, effects)))
    for (let tries = 0; ; tries++) {
      try {
        disk.linkSync(draft, path)
        disk.rmSync(draft)
        return { close: () => disk.rmSync(path, { force: true }) }
      } catch (error) {
        if (!hasSystemCode(error, 'EEXIST') || tries > 2) throw error
      }
      const holder = holderOf(path, disk)
      if (holder && isAlive(holder, effects)) {
        disk.rmSync(draft)
        throw new DynoError('KD_RUN_LOCKED', `experiment ${experiment} is being run by process ${holder.pid}`, {
          hint: 'wait for it, or give this one another --runs folder',
        })
      }
      disk.rmSync(path, { force: true })
    }
  } catch (error) {
    throw diskError(error, path)
  }
}

function holderOf(path: string, disk: Effects['disk']): ProcessIdentity | null {
  try {
    return JSON.parse(disk.readFileSync(path, 'utf8')) as ProcessIdentity | null
  } catch {
    return null
  }
}
