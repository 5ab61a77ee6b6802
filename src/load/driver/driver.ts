import type { Outcome } from '../../dataset/index.ts'
import type { Load } from '../../spec/index.ts'
import type { RequestMix } from '../bodies/request-mix.ts'
import type { Endpoint } from '../contract.ts'
import { type Exchanges, openExchanges } from '../http/exchange.ts'
import { requestMessages } from '../http/request-message.ts'
import type { PhaseSchedule } from '../schedule/schedule.ts'
import { openBalancer } from './balancer.ts'
import { type DueRequest, dueRequest, type Replica } from './due-request.ts'
import type { Beat, DriverCounts } from './messages.ts'
import { openRequests } from './open-requests.ts'
import { startPacer } from './pacer.ts'
import type { RunClock } from './run-clock.ts'

interface DriverOptions {
  /** The share of this driver. */
  load: Load
  /** Its place among the drivers, from 0. */
  driver: number
  schedule: readonly PhaseSchedule[]
  mix: RequestMix
  now: RunClock
  onPhase(phase: string, edge: 'started' | 'ended'): void
  onEnded(request: DueRequest): void
  onRetired(replica: string): void
  /** Every phase is over or the driver was stopped, every request has ended and every connection is free. */
  onDone(complete: boolean): void
}

/** Sends a load from this thread. */
interface Driver {
  add(endpoint: Endpoint): void
  retire(replica: string): void
  stop(): void
  counts(): DriverCounts
  /** Totals so far, and the longest send lag since the last call. */
  beat(): Beat
}

/** When no more connections can be opened, one more is tried to each replica this often. */
const widenEveryMs = 100

/** Starts to drive: an open loop sends at the schedule's instants come what may, a closed one when a client's answer is there. */
export function startDriver(options: DriverOptions): Driver {
  const { load, driver, schedule, mix, now, onPhase, onEnded, onRetired, onDone } = options
  const counts = { intended: 0, sent: 0, ended: 0, failed: 0, inFlight: 0, reusedSocketRetries: 0 }
  let phaseName = ''
  let sendLagMaxMs: number | null = null
  let connections = 0
  let paced = false
  let complete = true
  let widening: NodeJS.Timeout | null = null
  let stopped = false
  let done = false

  const open = openRequests({
    timeoutMs: load.timeoutMs,
    now,
    onOverdue: (request) => endEarly(request, request.replica === null ? 'no_replica' : 'timeout'),
  })
  const exchanges = new Map<string, Exchanges>()
  const balancer = openBalancer({
    connectionsPerReplica: load.connectionsPerReplica,
    onTurn(request, replica) {
      connections++
      exchanges.get(replica.replica)?.carry(request)
    },
    onIdle(replica) {
      exchanges.get(replica)?.close()
      exchanges.delete(replica)
      onRetired(replica)
    },
  })
  const add = (endpoint: Endpoint) => {
    const opened = openExchanges({
      endpoint,
      messages: requestMessages(endpoint, mix.bodies),
      now,
      onSent(request) {
        counts.sent++
        counts.inFlight++
        sendLagMaxMs = Math.max(sendLagMaxMs ?? 0, request.sentMs - request.intendedMs)
      },
      onEnd: end,
      onRetry: () => counts.reusedSocketRetries++,
      onUnopened(request) {
        counts.sent--
        counts.inFlight--
        connections--
        balancer.takeBack(request)
        widening ??= setTimeout(widen, widenEveryMs)
      },
      onFree(request) {
        connections--
        balancer.release(request.replica as Replica)
        freeClient(request)
        finishIfDone()
      },
    })
    exchanges.set(endpoint.replica, opened)
    balancer.add(endpoint)
  }

  const widen = () => {
    widening = balancer.widen() ? setTimeout(widen, widenEveryMs) : null
  }

  const issue = (phase: number, intendedMs: number, hasClient: boolean) => {
    const id = counts.intended++ * load.drivers + driver
    const request = dueRequest(id, phase, intendedMs, hasClient, mix.choose(phase, id))
    if (stopped) return endEarly(request, 'cancelled')
    if (intendedMs + load.timeoutMs <= now()) return endEarly(request, 'timeout')
    open.add(request)
    balancer.submit(request)
  }

  const end = (request: DueRequest, outcome: Outcome) => {
    if (request.outcome !== null) return
    request.outcome = outcome
    request.endMs = now()
    open.remove(request)
    counts.ended++
    if (outcome !== 'ok') counts.failed++
    if (!Number.isNaN(request.sentMs)) counts.inFlight--
    onEnded(request)
  }

  const endEarly = (request: DueRequest, outcome: Outcome) => {
    balancer.withdraw(request)
    end(request, outcome)
    if (request.connection) return request.connection.destroy()
    freeClient(request)
    finishIfDone()
  }

  const freeClient = ({ hasClient, phase, endMs }: DueRequest) => {
    if (hasClient && !stopped && endMs < (schedule[phase] as PhaseSchedule).untilMs) issue(phase, endMs, true)
  }

  const finishIfDone = () => {
    if (done || !paced || open.count() > 0 || connections > 0) return
    done = true
    clearTimeout(widening ?? undefined)
    for (const opened of exchanges.values()) opened.close()
    onDone(complete)
  }

  const pacer = startPacer({
    schedule,
    now,
    idle: () => open.count() === 0 && connections === 0,
    onDue: (phase, intendedMs) => issue(phase, intendedMs, false),
    onPhase(phase, edge) {
      const { name, demand } = load.phases[phase] as Load['phases'][number]
      phaseName = name
      onPhase(name, edge)
      if (edge === 'ended' || demand.kind !== 'clients') return
      for (let client = 0; client < demand.clients; client++) issue(phase, (schedule[phase] as PhaseSchedule).fromMs, true)
    },
    onOver() {
      paced = true
      complete = !stopped
      finishIfDone()
    },
  })

  return {
    add,
    retire: balancer.retire,
    stop() {
      if (stopped) return
      stopped = true
      for (const request of open) if (request.connection === null) endEarly(request, 'cancelled')
      pacer.stop()
    },
    counts() {
      const { intended, sent, reusedSocketRetries } = counts
      return { intended, sent, reusedSocketRetries, ...balancer.waits() }
    },
    beat() {
      const { intended, sent, ended, failed, inFlight } = counts
      const beat = { atMs: now(), phase: phaseName, intended, sent, ended, failed, inFlight, sendLagMaxMs }
      sendLagMaxMs = null
      return beat
    },
  }
}
