import { spawnSync } from 'node:child_process'
import * as process from 'node:process'
import type { Effects } from '../../base/effects.ts'
import { hasSystemCode } from '../../base/errors.ts'

/** A process beyond doubt: its number may be given to another one later, but not together with the instant at which it started. */
export interface ProcessIdentity {
  pid: number
  /** Digits that are comparable on one machine only: clock ticks since boot, or seconds since 1970 where there is no /proc. */
  start: string
}

/** Who has this number now; null when nobody does, or only a zombie. */
export function identify(pid: number, { disk }: Pick<Effects, 'disk'>): ProcessIdentity | null {
  const start = process.platform === 'linux' ? startFromProc(pid, disk) : startFromPs(pid)
  return start === null ? null : { pid, start }
}

/** Whether a process that was identified earlier is still there. */
export function isAlive({ pid, start }: ProcessIdentity, effects: Pick<Effects, 'disk'>): boolean {
  return identify(pid, effects)?.start === start
}

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

function startFromProc(pid: number, disk: Effects['disk']): string | null {
  try {
    const stat = disk.readFileSync(`/proc/${pid}/stat`, 'latin1')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return fields[0] === 'Z' || fields[0] === 'X' ? null : (fields[19] ?? null)
  } catch (error) {
    if (hasSystemCode(error, 'ENOENT', 'ESRCH')) return null
    throw error
  }
}

function startFromPs(pid: number): string | null {
  const { status, stdout, error } = spawnSync('/bin/ps', ['-o', 'lstart=', '-p', String(pid)], {
    encoding: 'utf8',
    env: { LC_ALL: 'C', TZ: 'UTC' },
  })
  if (error) throw error
  return status === 0 ? String(Date.parse(`${stdout.trim()} UTC`) / 1000) : null
}
