import { type Agent, type IncomingMessage, request as openRequest } from 'node:http'
import type { Outcome } from '../dataset/index.ts'
import { answerCheck } from './answer-check.ts'
import type { DueRequest, Replica } from './due-request.ts'
import type { RequestBody } from './request-bodies.ts'
import type { RunClock } from './run-clock.ts'
import { serverStages } from './server-timing.ts'

interface ExchangeOptions {
  path: string
  body: RequestBody
  now: RunClock
  onSent(): void
  /** The answer is there or will not come; only the first call tells the outcome. */
  onEnd(outcome: Outcome): void
  /** The connection can carry another request, or is closed. */
  onFree(): void
  /** The request goes out a second time. */
  onRetry(): void
}

/**
 * Sends one request over a connection of the replica's pool and notes its instants.
 * Sent is when the bytes are handed to a connection; opening a new one comes after it, since a user pays for that too. First byte is when the
 * head of the answer was read. A request is repeated in one case only: its connection had been idle and the server closed it before it answered
 * anything, which is how an idle connection that just ran out looks. It goes to the same replica over a new connection; if that fails too,
 * as with a replica that died, the outcome is that of the first attempt.
 */
export function exchange(request: DueRequest, replica: Replica, options: ExchangeOptions): void {
  const { path, body, now, onSent, onEnd, onFree, onRetry } = options
  const attempt = (agent: Agent | false, repeated: boolean) => {
    let repeat = false
    let streams = 1
    const onClosed = () => {
      if (--streams > 0) return
      if (repeat && request.outcome === null) {
        onRetry()
        return attempt(false, true)
      }
      onEnd('reset')
      process.nextTick(onFree)
    }
    const call = openRequest({ agent, host: replica.host, port: replica.port, method: 'POST', path, headers: body.headers })
    request.abort = () => call.destroy()
    call.once('socket', () => {
      if (repeated || request.outcome !== null) return
      request.sentMs = now()
      request.sentBytes = body.bytes.length
      onSent()
    })
    call.once('response', (answer) => {
      streams++
      answer.once('close', onClosed)
      readAnswer(request, answer, now, onEnd)
    })
    call.on('error', (error) => {
      const outcome = outcomeOf(error)
      const unanswered = request.outcome === null && request.status === 0
      repeat = outcome === 'reset' && unanswered && call.reusedSocket && !repeated
      if (repeat) return
      if (outcome === 'refused' && !repeated) request.sentBytes = 0
      onEnd(repeated && outcome === 'refused' ? 'reset' : isHttpError(request.status) ? 'http_error' : outcome)
    })
    call.once('close', onClosed)
    call.end(body.bytes)
  }
  attempt(replica.agent, false)
}

function readAnswer(request: DueRequest, answer: IncomingMessage, now: RunClock, onEnd: (outcome: Outcome) => void): void {
  request.firstByteMs = now()
  request.status = answer.statusCode ?? 0
  request.stages = serverStages(header(answer, 'server-timing'))
  const failed = isHttpError(request.status)
  const check = answerCheck(header(answer, 'inference-header-content-length'))
  answer.on('data', (chunk: Buffer) => {
    request.receivedBytes += chunk.length
    check.see(chunk)
  })
  answer.once('end', () => onEnd(failed ? 'http_error' : answer.complete && check.good() ? 'ok' : 'bad_answer'))
  answer.once('error', () => onEnd(failed ? 'http_error' : 'bad_answer'))
}

function header(answer: IncomingMessage, name: string): string | undefined {
  const value = answer.headers[name]
  return Array.isArray(value) ? value.join(',') : value
}

function isHttpError(status: number): boolean {
  return status !== 0 && (status < 200 || status > 299)
}

/** What a failed connection means: none could be made, what came was no HTTP, or it broke. */
function outcomeOf(error: NodeJS.ErrnoException): Outcome {
  const { syscall, code = '' } = error instanceof AggregateError ? (error.errors[0] as NodeJS.ErrnoException) : error
  if (syscall === 'connect' || syscall === 'getaddrinfo') return 'refused'
  return code.startsWith('HPE_') ? 'bad_answer' : 'reset'
}
