import type { Endpoint } from './contract.ts'
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
  /** Requests that had to wait for a free connection, each counted once. */
  poolWaits(): number
}

/** Makes a balancer without replicas. */
export function openBalancer({ connectionsPerReplica, onTurn, onIdle }: BalancerOptions): Balancer {
  const known: Replica[] = []
  const inTurn: Replica[] = []
  const homeless = new Set<DueRequest>()
  let turn = 0
  let poolWaits = 0

  const assign = (request: DueRequest) => {
    const replica = inTurn[turn]
    turn = (turn + 1) % Math.max(1, inTurn.length)
    request.replica = replica ?? null
    if (!replica) homeless.add(request)
    else if (replica.busy < connectionsPerReplica) {
      replica.busy++
      onTurn(request, replica)
    } else replica.waiting.add(request)
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
      const replica = { ...endpoint, code: known.length, busy: 0, waiting: new Set<DueRequest>() }
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
    submit(request) {
      assign(request)
      if (request.replica?.waiting.has(request)) poolWaits++
    },
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
    poolWaits: () => poolWaits,
  }
}
