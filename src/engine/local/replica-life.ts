import { formatDuration } from '../../base/duration.ts'
import type { Effects } from '../../base/effects.ts'
import { DynoError, type ErrorCode } from '../../base/errors.ts'
import { identify, type ProcessIdentity } from '../../base/process-identity.ts'
import type { FedBatch, ReplicaCommand, ReplicaMessage, ReplicaOptions } from '../../serving/index.ts'
import type { Workload } from '../../spec/index.ts'
import type { Replica } from '../contract.ts'
import { exitWords } from './exit-words.ts'
import type { Guard } from './guard.ts'
import { logTail } from './log-tail.ts'
import { startReplicaProcess } from './replica-process.ts'
import type { RunCgroup } from './run-cgroup.ts'
import type { RunMark } from './run-mark.ts'
import { signalProcess } from './signal-process.ts'

/** What is the same for all replicas of a deployment. */
export interface LifeSetup {
  module: string
  serving: ReplicaOptions
  /** Of its HTTPS, as PEM; null: plain HTTP. */
  certificate: string | null
  mark: RunMark
  resources: Workload['resources']
  cgroup: RunCgroup | null
  guard: Guard
  logFolder: string
  readyTimeoutMs: number
  onWarning(message: string): void
  onLimitRefused(reason: string): void
}

/** What is heard from a replica while it lives. */
export interface LifeEars {
  onFed(batch: FedBatch): void
  onFedOver(): void
}

/** One replica from its start to its end, and everything of it: processes, cgroup, log. */
export interface ReplicaLife {
  pid: number | undefined
  started: Promise<{ kind: 'ready'; replica: Replica; coldStartMs: number } | { kind: 'failed'; failure: StartFailure }>
  /** Resolves once nothing of the replica is left. */
  ended: Promise<LifeEnd>
  send(command: ReplicaCommand): void
  /** Ends it at once, for a reason that is told instead of the signal. */
  kill(reason: string): void
}

interface LifeEnd {
  /** In words for people. */
  reason: string
  /** It ended by itself, and not as one that was told to: with a fault. */
  byFault: boolean
}

export interface StartFailure {
  reason: string
  error: DynoError
  /** Another try would end the same way. */
  hopeless: boolean
}

/** Starts a replica and looks after it: it becomes ready or fails, and when it ends, whatever it started ends with it. */
export function startLife(id: string, setup: LifeSetup, ears: LifeEars, effects: Effects): ReplicaLife {
  const { guard, resources } = setup
  const logPath = `${setup.logFolder}/${id}.log`
  const group = setup.cgroup?.openReplica(id, resources) ?? null
  for (const reason of Object.values(group?.limits ?? {})) if (reason !== null) setup.onLimitRefused(reason)
  const spawnedNs = effects.clock.monotonicNs()
  const family = new Map<number, ProcessIdentity>()
  const startTimer = new AbortController()
  let verdict: Verdict | null = null
  let replica: Replica | null = null
  let onReady = (_replica: Replica) => {}

  const judge = (given: Verdict) => {
    verdict ??= given
    process.kill()
  }
  const adopt = (pids: readonly number[]) => {
    guard.watchProcesses(pids)
    for (const pid of pids) {
      const identity = identify(pid, effects)
      if (identity) family.set(pid, identity)
    }
  }
  const outOfMemory = () => (group?.oomKills() ?? 0) > 0

  const hear = (message: ReplicaMessage) => {
    if (message.type === 'fed') ears.onFed(message.batch)
    if (message.type === 'fed-over') ears.onFedOver()
    if (message.type === 'failed') judge(verdictOfItself(message))
    if (message.type === 'ready') {
      adopt(message.pids)
      onReady({
        id,
        state: 'ready',
        host: setup.serving.host,
        port: message.port,
        metricsUrl: `${setup.certificate === null ? 'http' : 'https'}://${setup.serving.host}:${message.metricsPort}/metrics`,
        certificate: setup.certificate,
        pids: message.pids,
        cgroup: group?.cgroup ?? null,
      })
    }
    if (message.type === 'model-restarted') {
      adopt(message.pids)
      if (replica) replica.pids = message.pids
      if (outOfMemory()) judge({ ...unexplained, reason: message.reason })
      else setup.onWarning(`${id} restarted its model process: ${message.reason}`)
    }
  }

  const process = startReplicaProcess(
    { module: setup.module, serving: setup.serving, mark: setup.mark, doors: group?.doors ?? [], logPath, onMessage: hear },
    effects,
  )
  if (process.pid !== undefined) adopt([process.pid])
  effects.clock.sleep(setup.readyTimeoutMs, startTimer.signal).then(
    () => judge({ ...tooSlow, reason: `was not ready within ${formatDuration(setup.readyTimeoutMs)}` }),
    () => {},
  )

  const ended = process.ended.then(async (end) => {
    startTimer.abort()
    for (const identity of family.values()) signalProcess(identity, 'SIGKILL', effects)
    if (outOfMemory()) verdict = null
    const exit = { ...end, outOfMemory: outOfMemory(), memoryLimitBytes: resources.limits.memoryBytes }
    const reason = verdict?.reason ?? exitWords(exit)
    if (group && !(await group.close())) setup.onWarning(`${id}: the kernel does not let go of its cgroup`)
    return { reason, byFault: verdict === null && end.code !== 0 }
  })
  const started = new Promise<Awaited<ReplicaLife['started']>>((resolve) => {
    onReady = (ready) => {
      startTimer.abort()
      replica = ready
      resolve({ kind: 'ready', replica: ready, coldStartMs: Number(effects.clock.monotonicNs() - spawnedNs) / 1e6 })
    }
    void ended.then(({ reason }) =>
      resolve({ kind: 'failed', failure: startFailure(id, reason, verdict ?? unexplained, logPath, effects) }),
    )
  })
  return { pid: process.pid, started, ended, send: process.send, kill: (reason) => judge({ ...unexplained, reason }) }
}

/** Why a replica had to be ended. */
interface Verdict extends Pick<StartFailure, 'reason' | 'hopeless'> {
  code: ErrorCode
  hint: string | null
}

const unexplained: Verdict = { reason: '', hopeless: false, code: 'KD_REPLICA_FAILED', hint: null }
const tooSlow: Verdict = { ...unexplained, hopeless: true, hint: 'with a higher CPU limit it starts sooner' }

/** A replica that says itself why it fails is believed; when its model is at fault, another try would not help. */
function verdictOfItself({ code, message, hint }: Extract<ReplicaMessage, { type: 'failed' }>): Verdict {
  const ofTheModel = code === 'KD_MODEL_INVALID' || code === 'KD_MODEL_CHECKSUM' || code === 'KD_MODEL_UNKNOWN'
  return { reason: message, hint, hopeless: ofTheModel, code: ofTheModel ? code : 'KD_REPLICA_FAILED' }
}

function startFailure(id: string, reason: string, { hopeless, code, hint }: Verdict, logPath: string, effects: Effects): StartFailure {
  const tail = logTail(logPath, 12, effects)
  const log = tail.length > 0 ? `; the end of its log:\n  ${tail.join('\n  ')}` : ''
  const error = new DynoError(code, `replica ${id} did not become ready: ${reason}${log}`, { hint: hint ?? `its whole log is ${logPath}` })
  return { reason, error, hopeless }
}
