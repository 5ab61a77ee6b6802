import { hasSystemCode } from '../../base/errors.ts'
import type { DueRequest } from '../driver/due-request.ts'
import type { RunClock } from '../driver/run-clock.ts'
import { type AnswerCheck, answerCheck, anyAnswer } from './answer-check.ts'
import { type AnswerHead, answerParser } from './answer-parser.ts'
import type { Dial } from './dial.ts'
import type { RequestMessage } from './request-message.ts'
import { serverStages } from './server-timing.ts'

/**
 * Why there is no whole answer: this machine could not open a connection, nobody accepted it, TLS did not come about on it, it was lost before
 * the body or was reset, the body was cut short, or what came is no HTTP.
 */
export type Failure = 'unopened' | 'refused' | 'insecure' | 'lost' | 'cut' | 'malformed'

interface ConnectionOptions {
  dial: Dial
  now: RunClock
  /** The whole answer of the request is there. */
  onAnswer(request: DueRequest, good: boolean): void
  /** The connection can carry another request; `request` was its last one. */
  onFree(connection: Connection, request: DueRequest): void
  /** The connection is gone. It carried `request`, or nothing. */
  onClosed(connection: Connection, request: DueRequest | null, failure: Failure): void
}

/** A kept connection to a replica, which carries one request at a time. */
export interface Connection {
  carry(request: DueRequest, message: RequestMessage): void
  /** Whether a connection that had carried requests before was lost without a byte of an answer to the last one. */
  wentStale(): boolean
  /** Closes at once, whatever is under way. */
  destroy(): void
}

/** No file descriptor is left to the process or the machine, or no local port. */
const exhausted = ['EMFILE', 'ENFILE', 'EADDRNOTAVAIL']

/** What any connection has received, handed on before the next one reads. */
const inbox = Buffer.allocUnsafeSlow(65_536)

/** Begins to connect; a request may be given to the connection at once and goes out when it is made. */
export function openConnection({ dial, now, onAnswer, onFree, onClosed }: ConnectionOptions): Connection {
  let request: DueRequest | null = null
  let check: AnswerCheck | null = null
  let isOpen = false
  let held: RequestMessage | null = null
  let keepAlive = true
  let answers = 0
  let failure: Failure = 'refused'

  const parser = answerParser({
    onHead(head) {
      if (request === null) return
      request.firstByteMs = now()
      request.status = head.status
      request.stages = serverStages(head.serverTiming)
      check = isGood(head.status) ? checkOf(request, head) : null
      keepAlive = head.keepAlive
    },
    onBody(bytes, from, to) {
      if (request === null) return
      request.receivedBytes += to - from
      check?.see(bytes, from, to)
    },
  })

  const fail = (why: Failure) => {
    failure = why
    socket.destroy()
  }
  const finish = (answered: DueRequest) => {
    onAnswer(answered, check?.good() ?? false)
    if (!keepAlive || parser.overrun()) return socket.destroy()
    answers++
    request = null
    onFree(connection, answered)
  }
  const take = (asked: DueRequest, length: number) => {
    const state = parser.read(inbox, length)
    if (state === 'whole') finish(asked)
    else if (state === 'malformed') fail('malformed')
  }
  const write = ({ pieces }: RequestMessage) => {
    if (pieces.length === 1) return void socket.write(pieces[0] as Buffer)
    socket.cork()
    for (const piece of pieces) socket.write(piece)
    socket.uncork()
  }
  const socket = dial({
    onread: {
      buffer: inbox,
      callback(length) {
        if (request === null) socket.destroy()
        else take(request, length)
        return true
      },
    },
    onReached() {
      failure = 'insecure'
    },
    onOpen() {
      failure = 'lost'
      isOpen = true
      if (held) write(held)
      held = null
    },
  })
  socket.once('end', () => {
    if (request === null || !isOpen) return socket.destroy()
    const state = parser.close()
    if (state !== 'whole') return fail(state === 'cut' ? 'cut' : 'lost')
    keepAlive = false
    finish(request)
  })
  socket.once('error', (error) => {
    if (failure === 'refused' && hasSystemCode(error, ...exhausted)) failure = 'unopened'
  })
  socket.once('close', () => onClosed(connection, request, failure))

  const connection: Connection = {
    carry(next, message) {
      request = next
      keepAlive = true
      parser.begin()
      if (isOpen) write(message)
      else held = message
    },
    wentStale: () => answers > 0 && !parser.begun(),
    destroy: () => socket.destroy(),
  }
  return connection
}

function checkOf({ body }: DueRequest, { inferenceHeadLength }: AnswerHead): AnswerCheck {
  return body.judged === 'inference' ? answerCheck(inferenceHeadLength) : anyAnswer
}

function isGood(status: number): boolean {
  return status >= 200 && status <= 299
}
