import { Agent, get, type IncomingMessage } from 'node:http'
import { get as getSecurely, Agent as SecureAgent } from 'node:https'
import type { TLSSocket } from 'node:tls'
import { hasSystemCode, messageOf } from '../base/errors.ts'
import { pinnedCertificate } from '../base/pinned-certificate.ts'

const sizeLimitBytes = 16 * 2 ** 20

/** What a metrics address answered, or why it did not. */
type Scrape = { text: string; timeMs: number } | { reason: string; timeMs: number }

/** Reads one metrics address over a connection that is kept. */
export interface Scraper {
  /** Fetches Prometheus text once; its time is that of the first byte of the answer. It never rejects: also why the signal aborted is a reason. */
  scrape(nowMs: () => number, signal: AbortSignal): Promise<Scrape>
  close(): void
}

/** Opens a scraper; at an address of HTTPS it believes only whoever holds the given certificate (PEM). */
export function openScraper(url: string, certificate: string | null): Scraper {
  const way = certificate === null ? plainWay() : secureWay(certificate, new URL(url).hostname.replace(/^\[|\]$/g, ''))
  return {
    async scrape(nowMs, signal) {
      try {
        const answer = await request(url, way, signal)
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
    },
    close: () => way.agent.destroy(),
  }
}

interface Way {
  agent: Agent
  get: typeof get
  /** Why an answer is not to be believed; null when it is. */
  objection(answer: IncomingMessage): string | null
}

const kept = { keepAlive: true, maxSockets: 1 }

function plainWay(): Way {
  return { agent: new Agent(kept), get, objection: () => null }
}

function secureWay(certificate: string, host: string): Way {
  const pinned = pinnedCertificate(certificate)
  return {
    agent: new SecureAgent({ ...kept, ...pinned.options, maxCachedSessions: 0 }),
    get: getSecurely,
    objection: ({ socket }) => pinned.objection(socket as TLSSocket, host),
  }
}

/** Asks, and asks a second time when the connection that was kept open turns out to be closed at the other end. */
async function request(url: string, { agent, get, objection }: Way, signal: AbortSignal): Promise<IncomingMessage> {
  const ask = () =>
    new Promise<{ answer: IncomingMessage } | 'stale'>((resolve, reject) => {
      const asking = get(url, { agent, signal, headers: { accept: 'text/plain;version=0.0.4' } }, (answer) => {
        const reason = objection(answer)
        if (reason === null) return resolve({ answer })
        answer.destroy()
        reject(new Error(reason))
      })
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
