import { type ChildProcess, execFileSync, fork } from 'node:child_process'
import { once } from 'node:events'
import { performance } from 'node:perf_hooks'
import { type BuiltModel, type ReplicaMessage, type ReplicaOptions, replicaModule } from '../../src/serving/index.ts'

/** A server that takes requests on a port of this machine. */
export interface Server {
  port: number
  pid: number
  close(): Promise<void>
}

interface ReplicaPlace {
  /** The core that its processes have; null: all. */
  core?: string | null
  /** Another build of the replica's module. */
  module?: string
}

/** Starts a replica of ours, one thread and no batches unless told otherwise, and waits until it is ready. */
export async function startReplica(
  model: BuiltModel,
  options: Partial<ReplicaOptions> = {},
  { core = null, module = replicaModule }: ReplicaPlace = {},
): Promise<Server & { readyMs: number }> {
  const told: ReplicaOptions = {
    model,
    app: model.name,
    host: '127.0.0.1',
    port: 0,
    metricsPort: 0,
    threads: 1,
    device: 'cpu',
    queueCapacity: 256,
    batching: { maxBatchSize: 1, maxQueueDelayMs: 0 },
    deadlineMs: null,
    ...options,
  }
  const startedAt = performance.now()
  const child = fork(module, [JSON.stringify(told)], { serialization: 'advanced' })
  if (core !== null) execFileSync('taskset', ['-acp', core, String(child.pid)], { stdio: 'ignore' })
  const [message] = (await once(child, 'message')) as [ReplicaMessage]
  if (message.type !== 'ready') throw new Error(`the replica said ${JSON.stringify(message)}`)
  return {
    port: message.port,
    pid: child.pid as number,
    readyMs: performance.now() - startedAt,
    close: () => {
      child.send({ type: 'drain' })
      return gone(child)
    },
  }
}

/** Resolves when a process is gone. */
export async function gone(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
}
