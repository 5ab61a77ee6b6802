import type { IncomingMessage } from 'node:http'
import { RequestError } from './request-error.ts'

/** A larger body is refused. An image of 224 × 224 pixels takes 0.6 MB as binary data and about 3 MB as JSON. */
const bodyLimitBytes = 64 * 2 ** 20
/** What is sent beyond the limit is read no further than this; then the connection is cut. */
const patienceBytes = 16 * bodyLimitBytes

/**
 * Reads the whole body of a request; null when the client went away. Calls back at once when it is there, without a promise in between. One
 * that is too large is read to its end nevertheless, and forgotten: a client that is cut off while it sends does not hear why.
 */
export function readBody(request: IncomingMessage, onEnd: (body: Buffer | RequestError | null) => void): void {
  let chunks: Buffer[] = []
  let sizeBytes = 0
  let isOver = false
  const end = (body: Buffer | RequestError | null) => {
    if (isOver) return
    isOver = true
    onEnd(body)
  }
  request.on('data', (chunk: Buffer) => {
    sizeBytes += chunk.length
    if (sizeBytes <= bodyLimitBytes) chunks.push(chunk)
    else chunks = []
    if (sizeBytes > patienceBytes) request.destroy()
  })
  request.on('end', () => {
    if (sizeBytes > bodyLimitBytes) end(new RequestError(413, `a body may have ${bodyLimitBytes} bytes at most`))
    else end(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks))
  })
  request.on('close', () => end(null))
}
