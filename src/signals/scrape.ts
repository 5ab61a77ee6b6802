import { type Agent, get, type IncomingMessage } from 'node:http'
import { hasSystemCode, messageOf } from '../base/errors.ts'

const sizeLimitBytes = 16 * 2 ** 20

/** What a metrics address answered, or why it did not. */
export type Scrape = { text: string; timeMs: number } | { reason: string; timeMs: number }

export interface ScrapeOptions {
  agent: Agent
  timeoutMs: number
  nowMs(): number
  signal: AbortSignal
}

/** Fetches Prometheus text once; its time is that of the first byte of the answer. Never rejects. */
export async function scrape(url: string, options: ScrapeOptions): Promise<Scrape> {
  const outOfTime = new AbortController()
  const timer = setTimeout(() => outOfTime.abort(), options.timeoutMs)
  const signal = AbortSignal.any([options.signal, outOfTime.signal])
  try {
    const answer = await request(url, options.agent, signal)
    const timeMs = options.nowMs()
    if (answer.statusCode !== 200) {
      answer.resume()
      return { timeMs, reason: `${url} answered ${answer.statusCode}` }
    }
    const text = await bodyOf(answer)
    return text === null ? { timeMs, reason: `${url} answered more than ${sizeLimitBytes / 2 ** 20} MiB` } : { timeMs, text }
  } catch (error) {
    const reason = outOfTime.signal.aborted ? `no answer within ${Math.round(options.timeoutMs)} ms` : messageOf(error)
    return { timeMs: options.nowMs(), reason: `${url}: ${reason}` }
  } finally {
    clearTimeout(timer)
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
