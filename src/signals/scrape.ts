import { type Agent, get, type IncomingMessage } from 'node:http'
import { hasSystemCode, messageOf } from '../base/errors.ts'

const sizeLimitBytes = 16 * 2 ** 20

/** What a metrics address answered, or why it did not. */
export type Scrape = { text: string; timeMs: number } | { reason: string; timeMs: number }

/** Fetches Prometheus text once; its time is that of the first byte of the answer. It never rejects: also why the signal aborted is a reason. */
export async function scrape(url: string, agent: Agent, nowMs: () => number, signal: AbortSignal): Promise<Scrape> {
  try {
    const answer = await request(url, agent, signal)
    const timeMs = nowMs()
    if (answer.statusCode !== 200) {
      answer.resume()
      return { timeMs, reason: `${url} answered ${answer.statusCode}` }
    }
    const text = await bodyOf(answer)
    return text === null ? { timeMs, reason: `${url} answered more than ${sizeLimitBytes / 2 ** 20} MiB` } : { timeMs, text }
  } catch (error) {
    return { timeMs: nowMs(), reason: `${url}: ${messageOf(signal.aborted ? signal.reason : error)}` }
  }
}

/** Asks, and asks a second time when the connection that was kept open turns out to be closed at the other end. */
async function request(url: string, agent: Agent, signal: AbortSignal): Promise<IncomingMessage> {
  const ask = () =>
    new Promise<{ answer: IncomingMessage } | 'stale'>((resolve, reject) => {
      const asking = get(url, { agent, signal, headers: { accept: 'text/plain;version=0.0.4' } }, (answer) => resolve({ answer }))
      asking.on('error', (error) => {
        if (asking.reusedSocket && hasSystemCode(error, 'ECONNRESET', 'EPIPE')) resolve('stale')
        else reject(error)
      })
    })
  for (;;) {
    const result = await ask()
    if (result !== 'stale') return result.answer
  }
}

async function bodyOf(answer: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = []
  let sizeBytes = 0
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    chunks.push(chunk)
    sizeBytes += chunk.length
    if (sizeBytes > sizeLimitBytes) {
      answer.destroy()
      return null
    }
  }
  return Buffer.concat(chunks).toString('utf8')
}
