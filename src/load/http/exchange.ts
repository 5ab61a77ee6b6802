import type { Outcome } from '../../dataset/index.ts'
import type { Endpoint } from '../contract.ts'
import type { DueRequest } from '../driver/due-request.ts'
import type { RunClock } from '../driver/run-clock.ts'
import { type Connection, type Failure, openConnection } from './connection.ts'
import { dialTo } from './dial.ts'
import type { RequestMessage } from './request-message.ts'

interface ExchangesOptions {
  endpoint: Endpoint
  /** By the place of the body. */
  messages: readonly RequestMessage[]
  now: RunClock
  onSent(request: DueRequest): void
  /** The answer is there or will not come; not told of a request that had ended before. */
  onEnd(request: DueRequest, outcome: Outcome): void
  /** The request's connection can carry another one, or is closed. */
  onFree(request: DueRequest): void
  /** No connection could be opened for the request, so nothing of it was sent. */
  onUnopened(request: DueRequest): void
  /** A request goes out a second time. */
  onRetry(): void
}

/** Requests and answers of one replica, over as many connections as there are requests at a time. */
export interface Exchanges {
  carry(request: DueRequest): void
  /** Closes the connections that carry nothing. */
  close(): void
}

/**
 * Sends requests over kept connections, the last used first, and notes their instants.
 * Sent is when the bytes are handed to a connection; opening a new one comes after it, since a user pays for that too. First byte is when the
 * head of the answer was read. A request is repeated in one case only: its connection had been idle and the server closed it before it answered
 * anything, which is how an idle connection that just ran out looks. It goes to the same replica over a new connection; if that fails too,
 * as with a replica that died, the outcome is that of the first attempt.
 */
export function openExchanges({ endpoint, messages, now, onSent, onEnd, onFree, onUnopened, onRetry }: ExchangesOptions): Exchanges {
  const idle: Connection[] = []
  const dial = dialTo(endpoint)

  const onAnswer = (request: DueRequest, good: boolean) => onEnd(request, isHttpError(request) ? 'http_error' : good ? 'ok' : 'bad_answer')
  const onAvailable = (connection: Connection, request: DueRequest) => {
    idle.push(connection)
    onFree(request)
  }
  const onClosed = (connection: Connection, request: DueRequest | null, failure: Failure) => {
    if (request === null) return forget(connection)
    if (request.outcome === null) {
      if (failure === 'unopened') return takeBack(request)
      if (failure === 'lost' && !request.repeated && connection.wentStale()) return repeat(request)
      if ((failure === 'refused' || failure === 'insecure') && !request.repeated) request.sentBytes = 0
      onEnd(request, outcomeOf(failure, request))
    }
    onFree(request)
  }
  const takeBack = (request: DueRequest) => {
    request.connection = null
    request.sentMs = Number.NaN
    request.sentBytes = 0
    onUnopened(request)
  }
  const forget = (connection: Connection) => {
    const place = idle.indexOf(connection)
    if (place >= 0) idle.splice(place, 1)
  }
  const open = () => openConnection({ dial, now, onAnswer, onFree: onAvailable, onClosed })
  const send = (request: DueRequest, connection: Connection) => {
    request.connection = connection
    connection.carry(request, messageOf(request))
  }
  const repeat = (request: DueRequest) => {
    request.repeated = true
    onRetry()
    send(request, open())
  }
  const messageOf = (request: DueRequest) => messages[request.body.place] as RequestMessage

  return {
    carry(request) {
      request.sentMs = now()
      request.sentBytes = messageOf(request).bodyBytes
      onSent(request)
      send(request, idle.pop() ?? open())
    },
    close() {
      for (const connection of idle.splice(0)) connection.destroy()
    },
  }
}

function outcomeOf(failure: Exclude<Failure, 'unopened'>, request: DueRequest): Outcome {
  if (isHttpError(request)) return 'http_error'
  switch (failure) {
    case 'refused':
      return request.repeated ? 'reset' : 'refused'
    case 'insecure':
      return request.repeated ? 'reset' : 'tls_error'
    case 'lost':
      return 'reset'
    case 'cut':
    case 'malformed':
      return 'bad_answer'
  }
}

function isHttpError({ status }: DueRequest): boolean {
  return status !== 0 && (status < 200 || status > 299)
}
