import type { Endpoint } from '../contract.ts'
import type { DueRequest, Replica } from './due-request.ts'

interface BalancerOptions {
  connectionsPerReplica: number
  /** The request has a connection of its replica's pool: send it. */
  onTurn(request: DueRequest, replica: Replica): void
  /** A retired replica has nothing in flight any more. */
  onIdle(replica: string): void
}

/**
 * Gives requests to replicas in turn. A request is bound to the replica whose turn it was and waits for a connection to that one, as behind
 * Envoy or a client library: a slow replica gets as many as a fast one. Who finds no replica at all waits until one comes.
 */
export interface Balancer {
  add(endpoint: Endpoint): void
  /** Takes a replica out of turn; what waits for it goes to the others. */
  retire(replica: string): void
  submit(request: DueRequest): void
  /** Takes back a request that has not had its turn. */
  withdraw(request: DueRequest): void
  /** The request's connection is free again. */
  release(replica: Replica): void
  /** The request's connection could not be opened: it waits again, before all others, and the replica has no room for more than it has. */
  takeBack(request: DueRequest): void
  /** Tries one more connection to each replica that has less room than it should; returns whether one still has. */
  widen(): boolean
  /** Requests that had to wait, each counted once: for a free connection, or because no more could be opened. */
  waits(): { poolWaits: number; descriptorWaits: number }
}

/** Makes a balancer without replicas. */
export function openBalancer({ connectionsPerReplica, onTurn, onIdle }: BalancerOptions): Balancer {
  const known: Replica[] = []
  const inTurn: Replica[] = []
  const homeless = new Set<DueRequest>()
  let turn = 0
  let poolWaits = 0
  let descriptorWaits = 0

  const assign = (request: DueRequest) => {
    const replica = inTurn[turn]
    turn = (turn + 1) % Math.max(1, inTurn.length)
    request.replica = replica ?? null
    if (!replica) homeless.add(request)
    else if (replica.busy < replica.room) {
      replica.busy++
      onTurn(request, replica)
    } else {
      replica.waiting.add(request)
      count(request, replica)
    }
  }
  const count = (request: DueRequest, replica: Replica) => {
    if (request.waited) return
    request.waited = true
    if (replica.room < connectionsPerReplica) descriptorWaits++
    else poolWaits++
  }
  const assignAgain = (requests: Set<DueRequest>) => {
    const inOrder = [...requests]
    requests.clear()
    for (const request of inOrder) assign(request)
  }
  const endIfIdle = (replica: Replica) => {
    if (replica.busy > 0 || inTurn.includes(replica)) return
    onIdle(replica.replica)
  }

  return {
    add(endpoint) {
      const replica = { ...endpoint, code: known.length, busy: 0, room: connectionsPerReplica, waiting: new Set<DueRequest>() }
      known.push(replica)
      inTurn.push(replica)
      assignAgain(homeless)
    },
    retire(name) {
      const replica = known.find(({ replica }) => replica === name)
      if (!replica) return onIdle(name)
      const place = inTurn.indexOf(replica)
      if (place >= 0) {
        inTurn.splice(place, 1)
        if (turn > place) turn--
        if (turn === inTurn.length) turn = 0
        assignAgain(replica.waiting)
      }
      endIfIdle(replica)
    },
    submit: assign,
    withdraw(request) {
      homeless.delete(request)
      request.replica?.waiting.delete(request)
    },
    release(replica) {
      const [next] = replica.waiting
      if (!next) {
        replica.busy--
        return endIfIdle(replica)
      }
      replica.waiting.delete(next)
      onTurn(next, replica)
    },
    takeBack(request) {
      const replica = request.replica as Replica
      replica.busy--
      replica.room = replica.busy
      count(request, replica)
      if (!inTurn.includes(replica)) {
        assign(request)
        return endIfIdle(replica)
      }
      replica.waiting = new Set([request, ...replica.waiting])
    },
    widen() {
      let narrow = false
      for (const replica of inTurn) {
        if (replica.room === connectionsPerReplica) continue
        replica.room++
        const [next] = replica.waiting
        if (next && replica.busy < replica.room) {
          replica.waiting.delete(next)
          replica.busy++
          onTurn(next, replica)
        }
        narrow ||= replica.room < connectionsPerReplica
      }
      return narrow
    },
    waits: () => ({ poolWaits, descriptorWaits }),
  }
}
