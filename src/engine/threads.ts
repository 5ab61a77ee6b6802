import type { Experiment } from '../spec/index.ts'

/** Threads of one inference: as the file says, else the CPU limit rounded up to whole cores, else all cores of the machine. */
export function resolveThreads(experiment: Experiment, cores: number): number {
  const { threads, resources } = experiment.workload
  if (threads !== null) return threads
  const limit = resources.limits.cpuMillicores
  return limit === null ? cores : Math.max(1, Math.ceil(limit / 1000))
}
