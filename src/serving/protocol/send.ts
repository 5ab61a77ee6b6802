import type { ServerResponse } from 'node:http'
import type { EncodedAnswer } from './reading.ts'
import { RequestError } from './request-error.ts'

/** Answers with JSON. */
export function sendJson(response: ServerResponse, status: number, body: string, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body), ...headers })
  response.end(body)
}

/** Answers a good inference; the parts of a body are sent together, and are not copied. */
export function sendEncoded(response: ServerResponse, { body, headers }: EncodedAnswer, more: readonly (string | number)[]): void {
  const isText = typeof body === 'string'
  const length = isText ? Buffer.byteLength(body) : body.reduce((sum, { byteLength }) => sum + byteLength, 0)
  response.writeHead(200, [...headers, 'content-length', length, ...more])
  if (isText) return void response.end(body)
  response.cork()
  for (const part of body) response.write(part)
  response.end()
}

/** Answers with `{"error": "…"}`, as the Open Inference Protocol has it. What is no RequestError is a fault of the server, and goes to its log. */
export function sendError(response: ServerResponse, error: unknown): void {
  if (!(error instanceof RequestError)) console.error(error)
  const { status, message, headers } = error instanceof RequestError ? error : new RequestError(500, 'the server has a fault')
  sendJson(response, status, JSON.stringify({ error: message }), headers)
}
