import type { IncomingMessage } from 'node:http'
import { decoded } from './content-encoding.ts'
import { RequestError } from './request-error.ts'

/** A larger body is refused. An image of 224 × 224 pixels takes 0.6 MB as binary data and about 3 MB as JSON. */
const bodyLimitBytes = 64 * 2 ** 20
/** What is sent beyond the limit is read no further than this; then the connection is cut. */
const patienceBytes = 16 * bodyLimitBytes

/**
 * Reads the whole body of a request and uncompresses it; null when the client went away. Calls back at once when a plain body is there, without
 * a promise in between. One that is too large is read to its end nevertheless, and forgotten: a client that is cut off while it sends does not
 * hear why.
 */
export function readBody(request: IncomingMessage, onEnd: (body: Buffer | RequestError | null) => void): void {
  let chunks: Buffer[] = []
  let sizeBytes = 0
  let isWhole = false
  request.on('data', (chunk: Buffer) => {
    sizeBytes += chunk.length
    if (sizeBytes <= bodyLimitBytes) chunks.push(chunk)
    else chunks = []
    if (sizeBytes > patienceBytes) request.destroy()
  })
  request.on('end', () => {
    isWhole = true
    if (sizeBytes > bodyLimitBytes) return onEnd(new RequestError(413, `a body may have ${bodyLimitBytes} bytes at most`))
    const body = chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)
    decoded(body, request.headers['content-encoding'], bodyLimitBytes, onEnd)
  })
  request.on('close', () => {
    if (!isWhole) onEnd(null)
  })
}
