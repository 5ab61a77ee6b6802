import * as process from 'node:process'
import type { Effects } from '../../base/effects.ts'
import { DynoError } from '../../base/errors.ts'
import { identify, type ProcessIdentity } from '../../base/process-identity.ts'

/** Says whose a process or a cgroup is: the run, and the conductor that carries it out. */
export interface RunMark {
  runId: string
  conductor: ProcessIdentity
}

/** The environment variable that every process of a run carries. */
export const markVariable = 'KUBEDYNO_RUN'

/** The mark of a run that this process conducts. */
export function ownMark(runId: string, effects: Pick<Effects, 'disk'>): RunMark {
  const conductor = identify(process.pid, effects)
  if (!conductor) {
    throw new DynoError('KD_ENVIRONMENT', 'this system does not tell when a process started', {
      hint: 'without that, nothing could be cleaned up safely: /proc must be mounted',
    })
  }
  return { runId: runId.replaceAll(/[^\w.-]/g, '_'), conductor }
}

/** The mark as the value of the environment variable. */
export function markText({ runId, conductor }: RunMark): string {
  return `${runId}:${conductor.pid}:${conductor.start}`
}

/** Reads the value of the environment variable; null when it is not a mark. */
export function parseMark(text: string): RunMark | null {
  return markOf(/^([\w.-]+):(\d+):(\d+)$/.exec(text))
}

/** The mark as the name of a cgroup. */
export function cgroupName({ runId, conductor }: RunMark): string {
  return `kubedyno-${runId}-${conductor.pid}-${conductor.start}`
}

/** Reads the name of a cgroup; null when it is not one of ours. */
export function parseCgroupName(name: string): RunMark | null {
  return markOf(/^kubedyno-([\w.-]+)-(\d+)-(\d+)$/.exec(name))
}

function markOf(match: RegExpExecArray | null): RunMark | null {
  return match && { runId: match[1] as string, conductor: { pid: Number(match[2]), start: match[3] as string } }
}
