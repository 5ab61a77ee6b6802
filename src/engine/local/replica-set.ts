import type { Effects } from '../../base/effects.ts'
import { DynoError, messageOf } from '../../base/errors.ts'
import type { Replica } from '../contract.ts'
import { type Death, liveAsMember, type Member, type Surroundings } from './member-life.ts'
import { afterDeath, type Lineage, newLineage, restartDelayMs } from './restart-backoff.ts'

/** The replicas of a workload, kept at a wanted number. */
export interface ReplicaSet {
  replicas(): Replica[]
  /** Resolves to true when exactly so many are ready and no other exists, or to false when a later call took over. */
  scaleTo(replicas: number, signal: AbortSignal): Promise<boolean>
  /** Stops all of them. */
  close(): Promise<void>
}

interface PendingScale {
  replicas: number
  resolve(reached: boolean): void
  reject(error: unknown): void
}

const stillbornAtMost = 5

/** A set without replicas. One that dies unasked is replaced, after a pause that grows from death to death. */
export function replicaSet(around: Omit<Surroundings, 'onChange'>, effects: Effects): ReplicaSet {
  const { request, setup, feeding } = around
  const members: Member[] = []
  const lives = new Set<Promise<void>>()
  let count = 0
  let pending: PendingScale | null = null

  const settle = () => {
    if (pending?.replicas === members.length && members.every(({ replica }) => replica?.state === 'ready')) pending.resolve(true)
  }
  const fail = (error: unknown) => {
    if (pending) pending.reject(error)
    else setup.onWarning(messageOf(error))
  }
  const enlist = (lineage: Lineage, replaces: string | null) => {
    const number = ++count
    const member: Member = { id: `r${number}`, number, stop: new AbortController(), replica: null }
    members.push(member)
    const life = live(member, lineage, replaces)
      .catch(fail)
      .finally(() => {
        lives.delete(life)
        settle()
      })
    lives.add(life)
  }
  const live = async (member: Member, lineage: Lineage, replaces: string | null) => {
    try {
      if (replaces !== null && !(await pause(restartDelayMs(lineage), member.stop.signal))) return
      if (replaces !== null) request.onEvent({ type: 'replica.restarted', replica: member.id, replaces })
      const death = await liveAsMember(member, { ...around, onChange: settle }, effects)
      if (death) mourn(member, death, lineage)
    } finally {
      feeding.leave(member.number)
      members.splice(members.indexOf(member), 1)
    }
  }
  /** False when the signal aborted first. */
  const pause = (delayMs: number, signal: AbortSignal) =>
    effects.clock.sleep(delayMs, signal).then(
      () => true,
      () => false,
    )
  const mourn = (member: Member, death: Death, before: Lineage) => {
    const lineage = afterDeath(before, death.readyMs)
    request.onEvent({ type: 'replica.died', replica: member.id, reason: death.reason })
    if (!member.stop.signal.aborted) enlist(lineage, member.id)
    if (death.failure?.hopeless || lineage.stillborn > stillbornAtMost) fail(inARow(lineage.stillborn, death.failure?.error))
  }

  const want = (replicas: number) => {
    const kept = members.filter(({ stop }) => !stop.signal.aborted)
    for (const member of kept.slice(replicas).reverse()) member.stop.abort()
    for (let missing = replicas - kept.length; missing > 0; missing--) enlist(newLineage, null)
    settle()
  }

  return {
    replicas: () => members.flatMap(({ replica }) => replica ?? []),
    async scaleTo(replicas, signal) {
      signal.throwIfAborted()
      pending?.resolve(false)
      const reached = new Promise<boolean>((resolve, reject) => {
        pending = { replicas, resolve, reject }
      })
      const own = pending
      const onAbort = () => own?.reject(signal.reason)
      signal.addEventListener('abort', onAbort)
      want(replicas)
      try {
        return await reached
      } finally {
        signal.removeEventListener('abort', onAbort)
        if (pending === own) pending = null
      }
    },
    async close() {
      pending?.resolve(false)
      want(0)
      while (lives.size > 0) await Promise.all(lives)
    },
  }
}

function inARow(count: number, error: DynoError | undefined): DynoError | undefined {
  if (!error || count < 2) return error
  return new DynoError(error.code, `${count} replicas in a row died before they were ready; the last: ${error.message}`, {
    cause: error,
    ...(error.hint && { hint: error.hint }),
  })
}
