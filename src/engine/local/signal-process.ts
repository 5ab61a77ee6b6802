import * as process from 'node:process'
import type { Effects } from '../../base/effects.ts'
import { hasSystemCode } from '../../base/errors.ts'
import { isAlive, type ProcessIdentity } from '../../base/process-identity.ts'

/** Sends a signal to a process if it is still the one that was identified, and to the group that it leads; false when it is gone. */
export function signalProcess(identity: ProcessIdentity, name: NodeJS.Signals, effects: Pick<Effects, 'disk'>): boolean {
  if (!isAlive(identity, effects)) return false
  const sent = [-identity.pid, identity.pid].map((target) => {
    try {
      return process.kill(target, name)
    } catch (error) {
      if (hasSystemCode(error, 'ESRCH', 'EPERM')) return false
      throw error
    }
  })
  return sent.includes(true)
}
