import * as process from 'node:process'
import { catalogue } from './catalogue.ts'
import type { SampleTarget } from './contract.ts'
import { cgroupDisks, cgroupMemory, cgroupMemoryLimit, cgroupProcessor, cgroupThrottling } from './sources/cgroup.ts'
import { machineEnergy } from './sources/energy.ts'
import { machineGpu } from './sources/gpu.ts'
import { inference } from './sources/inference.ts'
import { machineDisks, machineMemory, machineProcessor, machineThreads } from './sources/machine.ts'
import { machineNetwork } from './sources/network.ts'
import { portableMachine } from './sources/portable.ts'
import { cgroupPressure, machinePressure } from './sources/pressure.ts'
import { processes } from './sources/processes.ts'
import { absent, type Source, type SourceContext } from './sources/source.ts'
import { threads } from './sources/threads.ts'

/** Finds where each wanted signal of a target can be read and opens those sources; what no source gives is missing with a reason. */
export function openSources(target: SampleTarget, context: SourceContext): Source[] {
  const possible = process.platform === 'linux' ? linuxSources(target, context) : portableSources(target, context)
  const given = new Set(possible.flatMap(({ gives }) => gives))
  const rest = catalogue.filter(({ name, entities }) => entities.includes(target.kind) && !given.has(name)).map(({ name }) => name)
  possible.push(absent(rest, process.platform === 'linux' ? 'nothing here tells it' : 'only on Linux', context))
  return possible.filter(({ gives }) => gives.some((signal) => context.outlet.wants(signal)))
}

function portableSources({ kind }: SampleTarget, context: SourceContext): Source[] {
  return kind === 'machine' ? [portableMachine(context)] : []
}

function linuxSources(target: SampleTarget, context: SourceContext): Source[] {
  switch (target.kind) {
    case 'machine':
      return [
        machineProcessor(context),
        machineThreads(context),
        machineMemory(context),
        ...machinePressure(context),
        machineNetwork(context),
        machineDisks(context),
        machineEnergy(context),
        machineGpu(context),
      ]
    case 'driver':
      return [threads(context), absent(['memory_used_bytes'], 'its threads share the memory of their process', context)]
    case 'conductor':
      return [processes(new Set(), context)]
    case 'replica':
      return replicaSources(target, context)
  }
}

/** Of the cgroup what it tells, of the processes the rest; the choice holds for as long as the replica is sampled. */
function replicaSources(target: SampleTarget, context: SourceContext): Source[] {
  const { cgroup } = target
  const { disk } = context.effects
  const version = cgroup?.version ?? 1
  const fileIn = (folder: string | null | undefined, name: string) => {
    const path = folder ? `${folder}/${name}` : null
    return path !== null && disk.existsSync(path) ? path : null
  }
  const usage = version === 1 ? fileIn(cgroup?.cpuacct, 'cpuacct.usage') : fileIn(cgroup?.cpu, 'cpu.stat')
  const memory = fileIn(cgroup?.memory, version === 1 ? 'memory.usage_in_bytes' : 'memory.current')
  const io = fileIn(cgroup?.io, version === 1 ? 'blkio.throttle.io_service_bytes_recursive' : 'io.stat')

  const sources = [
    cgroupThrottling(version, cgroup?.cpu ?? null, context),
    cgroupMemoryLimit(version, cgroup?.memory ?? null, context),
    ...cgroupPressure(cgroup?.pressure ?? null, context),
    inference(target, context),
  ]
  if (usage) sources.push(cgroupProcessor(version, usage, context))
  if (memory) sources.push(cgroupMemory(version, memory, context))
  if (io) sources.push(cgroupDisks(version, io, context))
  const covered = new Set(sources.flatMap(({ gives }) => gives))
  return [...sources, processes(covered, context)]
}
