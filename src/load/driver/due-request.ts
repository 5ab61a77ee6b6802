import type { Outcome } from '../../dataset/index.ts'
import type { SentBody } from '../bodies/request-mix.ts'
import type { Endpoint } from '../contract.ts'
import { type ServerStages, serverStages } from '../http/server-timing.ts'

/** A replica with its bounded pool of connections and the requests that wait for one, in order. */
export interface Replica extends Endpoint {
  /** Place in the list of replica names that goes with the rows. */
  code: number
  /** Connections that carry a request. */
  busy: number
  /** How many may: fewer than the bound while this machine can open no more. */
  room: number
  waiting: Set<DueRequest>
}

/** A request from the instant at which it was due until its end. Times are milliseconds since the origin; NaN means that it has not happened. */
export interface DueRequest {
  /** Place in the schedule, from 0. */
  id: number
  phase: number
  intendedMs: number
  /** True when a client of a closed loop waits for it. */
  hasClient: boolean
  /** What it carries. */
  body: SentBody
  /** Who got it, or whose connection it waits for; null before there is one. */
  replica: Replica | null
  sentMs: number
  firstByteMs: number
  endMs: number
  status: number
  /** Null until it has ended. */
  outcome: Outcome | null
  sentBytes: number
  receivedBytes: number
  stages: ServerStages
  /** What carries it; null while nothing does. */
  connection: { destroy(): void } | null
  /** True once it goes out a second time. */
  repeated: boolean
  /** True once it had to wait for a connection. */
  waited: boolean
}

const untold = serverStages(undefined)

/** A request that has just become due. */
export function dueRequest(id: number, phase: number, intendedMs: number, hasClient: boolean, body: SentBody): DueRequest {
  return {
    id,
    phase,
    intendedMs,
    hasClient,
    body,
    replica: null,
    sentMs: Number.NaN,
    firstByteMs: Number.NaN,
    endMs: Number.NaN,
    status: 0,
    outcome: null,
    sentBytes: 0,
    receivedBytes: 0,
    stages: untold,
    connection: null,
    repeated: false,
    waited: false,
  }
}
