import { formatDuration } from '../../base/duration.ts'
import type { Effects } from '../../base/effects.ts'
import { DynoError, messageOf } from '../../base/errors.ts'
import type { DeployRequest, Replica } from '../contract.ts'
import type { Feeding } from './feeding.ts'
import { type LifeSetup, type ReplicaLife, type StartFailure, startLife } from './replica-life.ts'

/** What a replica meets in a deployment. */
export interface Surroundings {
  request: DeployRequest
  setup: LifeSetup
  feeding: Feeding
  /** Waits for a turn to start; gives back how to end the turn. */
  takeTurn(): Promise<() => void>
  /** A replica that is still there this long after it was told to stop is killed. */
  drainTimeoutMs: number
  /** A replica became ready. */
  onChange(): void
}

/** A place in the deployment that one replica fills. */
export interface Member {
  id: string
  number: number
  /** Aborts when the replica is no longer wanted. */
  stop: AbortController
  /** Null before it is ready. */
  replica: Replica | null
}

/** An end that nobody asked for. */
export interface Death {
  reason: string
  /** How long it had been ready; null when it never was, and then `failure` says more. */
  readyMs: number | null
  failure: StartFailure | null
}

/** Goes through the whole life of a replica, from its turn to start until nothing of it is left; null when it ended because it was told to. */
export async function liveAsMember(member: Member, around: Surroundings, effects: Effects): Promise<Death | null> {
  const stopped = new Promise<null>((resolve) => member.stop.signal.addEventListener('abort', () => resolve(null)))
  const endTurn = await around.takeTurn()
  let life: ReplicaLife | null = null
  try {
    if (member.stop.signal.aborted) return null
    life = begin(member, around, effects)
    const death = await becomeReady(member, life, stopped, around).finally(endTurn)
    if (death || !member.replica) return death
    return await serve(member, member.replica, life, stopped, around, effects)
  } catch (error) {
    life?.kill(messageOf(error))
    await life?.ended
    return { reason: messageOf(error), readyMs: null, failure: cannotStart(member.id, error) }
  } finally {
    endTurn()
  }
}

function begin({ id, number }: Member, { request, setup, feeding }: Surroundings, effects: Effects): ReplicaLife {
  const life = startLife(id, setup, { onFed: (batch) => request.onFed(id, batch), onFedOver: () => feeding.over(number) }, effects)
  if (life.pid !== undefined) request.onEvent({ type: 'replica.starting', replica: id, pid: life.pid })
  return life
}

/** Fills in the member's replica, unless it dies or is told to stop before. */
async function becomeReady(member: Member, life: ReplicaLife, stopped: Promise<null>, { request }: Surroundings): Promise<Death | null> {
  const { id, stop } = member
  void stopped.then(() => member.replica ?? life.kill('no longer wanted'))
  const outcome = await life.started
  if (outcome.kind === 'failed') {
    if (!stop.signal.aborted) return { reason: outcome.failure.reason, readyMs: null, failure: outcome.failure }
    request.onEvent({ type: 'replica.stopped', replica: id })
    return null
  }
  member.replica = outcome.replica
  const { host, port, certificate } = outcome.replica
  request.onEvent({
    type: 'replica.ready',
    replica: id,
    coldStartMs: outcome.coldStartMs,
    url: `${certificate === null ? 'http' : 'https'}://${host}:${port}`,
  })
  request.onReady(outcome.replica)
  return null
}

/** From readiness to the end, asked for or not. */
async function serve(
  member: Member,
  replica: Replica,
  life: ReplicaLife,
  stopped: Promise<null>,
  around: Surroundings,
  effects: Effects,
): Promise<Death | null> {
  const readyAtNs = effects.clock.monotonicNs()
  around.feeding.join(member.number, life.send)
  around.onChange()
  const end = member.stop.signal.aborted ? null : await Promise.race([life.ended, stopped])
  if (end === null) {
    await drain(replica, life, around, effects)
    return null
  }
  around.request.onGone(replica)
  return { reason: end.reason, readyMs: Number(effects.clock.monotonicNs() - readyAtNs) / 1e6, failure: null }
}

/** Ends a replica so that it loses nothing: no new requests, then those under way, then the replica itself. */
async function drain(replica: Replica, life: ReplicaLife, around: Surroundings, effects: Effects): Promise<void> {
  const { request, setup, drainTimeoutMs } = around
  const { id } = replica
  replica.state = 'draining'
  request.onEvent({ type: 'replica.draining', replica: id })
  const gone = new AbortController()
  effects.clock.sleep(drainTimeoutMs, gone.signal).then(
    () => {
      setup.onWarning(`${id} was still busy ${formatDuration(drainTimeoutMs)} after it was told to drain, and was killed`)
      life.kill('did not drain in time')
    },
    () => {},
  )
  try {
    await Promise.race([request.beforeStop(id), life.ended])
  } catch (error) {
    setup.onWarning(`${id} is drained while requests may be on their way to it: ${messageOf(error)}`)
  }
  life.send({ type: 'drain' })
  const { reason, byFault } = await life.ended
  gone.abort()
  request.onEvent(byFault ? { type: 'replica.died', replica: id, reason } : { type: 'replica.stopped', replica: id })
}

function cannotStart(id: string, cause: unknown): StartFailure {
  const reason = messageOf(cause)
  const hint = 'look at the limits of open files, processes and disk space of this user'
  return {
    reason,
    hopeless: false,
    error: new DynoError('KD_REPLICA_FAILED', `replica ${id} cannot be started: ${reason}`, { cause, hint }),
  }
}
