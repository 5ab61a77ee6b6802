import { execFileSync } from 'node:child_process'
import * as process from 'node:process'
import type { Effects } from '../../base/effects.ts'
import { hasSystemCode, messageOf } from '../../base/errors.ts'
import { identify, isAlive, type ProcessIdentity } from '../../base/process-identity.ts'
import { cgroupMounts } from './cgroup-place.ts'
import { processesIn, removeCgroup } from './cgroup-removal.ts'
import { markVariable, parseCgroupName, parseMark } from './run-mark.ts'
import { signalProcess } from './signal-process.ts'

/** Something that a run left behind, whose conductor is gone. */
export type Leftover = { kind: 'process'; runId: string; process: ProcessIdentity } | { kind: 'cgroup'; runId: string; folder: string }

export interface Removal {
  leftover: Leftover
  removed: boolean
  /** Why not; null when it was removed. */
  reason: string | null
}

/** Finds the processes and cgroups of runs whose conductor does not live any more, and nothing of a run that is under way. */
export function findLeftovers(effects: Effects): Leftover[] {
  return [...findProcesses(effects), ...findCgroups(effects)]
}

/** Ends these processes and removes these cgroups with what is in them, and says of each whether that worked. */
export async function removeLeftovers(effects: Effects, leftovers: readonly Leftover[]): Promise<Removal[]> {
  for (const leftover of leftovers) if (leftover.kind === 'process') signalProcess(leftover.process, 'SIGKILL', effects)
  return Promise.all(
    leftovers.map(async (leftover): Promise<Removal> => {
      try {
        const removed =
          leftover.kind === 'process' ? await hasEnded(leftover.process, effects) : await removeCgroup(leftover.folder, effects)
        return { leftover, removed, reason: removed ? null : 'it is still there after 5 s' }
      } catch (error) {
        return { leftover, removed: false, reason: messageOf(error) }
      }
    }),
  )
}

function findProcesses(effects: Effects): Leftover[] {
  const seen = process.platform === 'linux' ? marksFromProc(effects) : marksFromPs()
  return seen.flatMap(({ pid, mark }): Leftover[] => {
    const run = parseMark(mark)
    const identity = identify(pid, effects)
    return run && identity && !isAlive(run.conductor, effects) ? [{ kind: 'process', runId: run.runId, process: identity }] : []
  })
}

/** Reads the mark of every process that this user may look into and that numbers processes as this one does. */
function marksFromProc({ disk }: Effects): { pid: number; mark: string }[] {
  const ownNamespace = disk.readlinkSync('/proc/self/ns/pid')
  return disk.readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return []
    try {
      const entries = disk.readFileSync(`/proc/${name}/environ`, 'latin1').split('\0')
      const mark = entries.find((entry) => entry.startsWith(`${markVariable}=`))?.slice(markVariable.length + 1)
      return mark && disk.readlinkSync(`/proc/${name}/ns/pid`) === ownNamespace ? [{ pid: Number(name), mark }] : []
    } catch (error) {
      if (hasSystemCode(error, 'ENOENT', 'ESRCH', 'EACCES', 'EPERM')) return []
      throw error
    }
  })
}

function marksFromPs(): { pid: number; mark: string }[] {
  return marksInListing(execFileSync('/bin/ps', ['-axEww', '-o', 'pid=,command='], { encoding: 'utf8', maxBuffer: 2 ** 26 }))
}

/** The marks in what `ps` lists when it shows each process with its number first and its environment last. */
export function marksInListing(listing: string): { pid: number; mark: string }[] {
  const line = new RegExp(`^\\s*(\\d+) .*\\s${markVariable}=([\\w.:-]+)`, 'gm')
  return [...listing.matchAll(line)].map(([, pid, mark]) => ({ pid: Number(pid), mark: String(mark) }))
}

function findCgroups(effects: Effects): Leftover[] {
  return cgroupMounts(effects).flatMap((mount) =>
    ourGroupsBelow(mount, effects).flatMap((folder): Leftover[] => {
      const run = parseCgroupName(folder.slice(folder.lastIndexOf('/') + 1))
      return run && !isAlive(run.conductor, effects) && isOurs(folder, effects) ? [{ kind: 'cgroup', runId: run.runId, folder }] : []
    }),
  )
}

function ourGroupsBelow(folder: string, effects: Effects): string[] {
  try {
    return effects.disk
      .readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .flatMap(({ name }) => (parseCgroupName(name) ? [`${folder}/${name}`] : ourGroupsBelow(`${folder}/${name}`, effects)))
  } catch (error) {
    if (hasSystemCode(error, 'ENOENT', 'ENODEV', 'EACCES')) return []
    throw error
  }
}

/** A group of a container that numbers processes in its own way looks abandoned from outside, but is not. */
function isOurs(folder: string, effects: Effects): boolean {
  const ownNamespace = effects.disk.readlinkSync('/proc/self/ns/pid')
  return processesIn(folder, effects).every((pid) => {
    try {
      return effects.disk.readlinkSync(`/proc/${pid}/ns/pid`) === ownNamespace
    } catch (error) {
      return hasSystemCode(error, 'ENOENT', 'ESRCH')
    }
  })
}

async function hasEnded(identity: ProcessIdentity, effects: Effects): Promise<boolean> {
  for (let turn = 0; turn < 100; turn++) {
    if (!isAlive(identity, effects)) return true
    await effects.clock.sleep(50, new AbortController().signal)
  }
  return false
}
