import { spawnSync } from 'node:child_process'
import type { Effects } from '../../base/effects.ts'
import { messageOf } from '../../base/errors.ts'
import type { Experiment, Resources } from '../../spec/index.ts'
import type { EngineFacts, LimitFact } from '../contract.ts'
import type { LimitOutcome } from './cgroup-limits.ts'
import { type CgroupFinding, type CgroupPlace, findCgroupPlace } from './cgroup-place.ts'
import { enteringCommand } from './enter-cgroup.ts'
import { runCgroup } from './run-cgroup.ts'
import { ownMark } from './run-mark.ts'

/** What the local engine is and which limits of an experiment hold here, found out by setting them on a group that is removed again. */
export async function localFacts(experiment: Experiment, effects: Effects): Promise<EngineFacts> {
  const finding = findCgroupPlace(effects)
  const { limits } = experiment.workload.resources
  const trial = finding.place
    ? await tryLimits(finding.place, experiment, effects)
    : { outcome: refuseAll(limits, finding.reason), hasPressure: false }
  return { description: describe(finding, trial.hasPressure), limits: limitFacts(limits, trial.outcome) }
}

async function tryLimits(
  place: CgroupPlace,
  experiment: Experiment,
  effects: Effects,
): Promise<{ outcome: LimitOutcome; hasPressure: boolean }> {
  const { resources } = experiment.workload
  const group = runCgroup(place, ownMark(`trial-${Buffer.from(effects.entropy(4)).toString('hex')}`, effects), effects)
  try {
    group.open()
    const trial = group.openReplica('r0', resources)
    const [file = '', ...args] = enteringCommand(trial.doors, ['/bin/sh', '-c', ':'])
    const { status, stderr } = spawnSync(file, args, { encoding: 'utf8' })
    const outcome = status === 0 ? trial.limits : refuseAll(resources.limits, `no process may enter the cgroup: ${stderr.trim()}`)
    return { outcome, hasPressure: trial.cgroup.pressure !== null }
  } catch (error) {
    return { outcome: refuseAll(resources.limits, `cgroups cannot be made: ${messageOf(error)}`), hasPressure: false }
  } finally {
    await group.close()
  }
}

function refuseAll(limits: Resources, reason: string): LimitOutcome {
  return { ...(limits.cpuMillicores !== null && { cpu: reason }), ...(limits.memoryBytes !== null && { memory: reason }) }
}

function limitFacts(limits: Resources, outcome: LimitOutcome): LimitFact[] {
  const wanted = { cpu: limits.cpuMillicores, memory: limits.memoryBytes }
  return (['cpu', 'memory'] as const)
    .filter((limit) => wanted[limit] !== null)
    .map((limit) => {
      const reason = outcome[limit] ?? null
      return { limit, wanted: wanted[limit], enforced: reason === null, reason }
    })
}

function describe({ place, reason }: CgroupFinding, hasPressure: boolean): string {
  if (!place) return `local processes without cgroups (${reason})`
  return `local processes, cgroup v${place.version} ${hasPressure ? 'with' : 'without'} PSI`
}
