import { execFileSync } from 'node:child_process'
import * as process from 'node:process'
import type { Effects } from './effects.ts'
import { hasSystemCode } from './errors.ts'

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

/** What Linux tells of a process in /proc/PID/stat, from its state on: what stands before, its name, may hold anything. */
export function processStatFields(pid: number, disk: Effects['disk']): string[] {
  const stat = disk.readFileSync(`/proc/${pid}/stat`, 'latin1')
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')
}

function startFromProc(pid: number, disk: Effects['disk']): string | null {
  try {
    const fields = processStatFields(pid, disk)
    return fields[0] === 'Z' || fields[0] === 'X' ? null : (fields[19] ?? null)
  } catch (error) {
    if (hasSystemCode(error, 'ENOENT', 'ESRCH')) return null
    throw error
  }
}

function startFromPs(pid: number): string | null {
  try {
    const started = execFileSync('/bin/ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8', env: { LC_ALL: 'C', TZ: 'UTC' } })
    return String(Date.parse(`${started.trim()} UTC`) / 1000)
  } catch {
    return null
  }
}
