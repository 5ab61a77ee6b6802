import type { ServerResponse } from 'node:http'
import { RequestError } from './request-error.ts'

/** Answers with JSON. */
export function sendJson(response: ServerResponse, status: number, body: string, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body), ...headers })
  response.end(body)
}

/** Answers with `{"error": "…"}`, as the Open Inference Protocol has it. What is no RequestError is a fault of the server, and goes to its log. */
export function sendError(response: ServerResponse, error: unknown): void {
  if (!(error instanceof RequestError)) console.error(error)
  const { status, message, headers } = error instanceof RequestError ? error : new RequestError(500, 'the server has a fault')
  sendJson(response, status, JSON.stringify({ error: message }), headers)
}
