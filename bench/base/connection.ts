import { once } from 'node:events'
import { connect } from 'node:net'
import { performance } from 'node:perf_hooks'

/** What came back, and how long after the first byte of the question its last byte was here. */
interface Answer {
  ms: number
  /** Of `Server-Timing`, by name. */
  stagesMs: ReadonlyMap<string, number>
  body: Buffer
}

/** One connection that is kept, on which one question is asked at a time: with as little work of the client's own as can be. */
export interface Connection {
  ask(request: readonly Buffer[]): Promise<Answer>
  close(): void
}

/** Opens a connection to a server on this machine. An answer other than 200 throws. */
export async function openConnection(port: number): Promise<Connection> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true })
  await once(socket, 'connect')
  let chunks: Buffer[] = []
  let held = 0
  let head: { text: string; sizeBytes: number } | null = null
  let onEnd: (error: Error | null, head: string) => void = () => {}
  socket.on('data', (chunk) => {
    chunks.push(chunk)
    held += chunk.length
    head ??= headOf(chunks)
    if (head && held >= head.sizeBytes) onEnd(null, head.text)
  })
  socket.on('close', () => onEnd(new Error('the server closed the connection'), ''))
  socket.on('error', (error) => onEnd(error, ''))
  return {
    ask: (request) =>
      new Promise((resolve, reject) => {
        const startedAt = performance.now()
        onEnd = (error, text) => {
          const ms = performance.now() - startedAt
          if (error) return reject(error)
          const bytes = chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)
          const body = bytes.subarray(text.length + 4)
          chunks = []
          held = 0
          head = null
          if (text.startsWith('HTTP/1.1 200')) resolve({ ms, stagesMs: stagesOf(text), body })
          else reject(new Error(`${text.split('\r\n', 1)[0]}: ${body.toString('latin1', 0, 300)}`))
        }
        socket.cork()
        for (const part of request) socket.write(part)
        socket.uncork()
      }),
    close: () => void socket.removeAllListeners('close').destroy(),
  }
}

/** A POST request whose body has these parts. */
export function post(path: string, parts: readonly Uint8Array[], headers: Readonly<Record<string, string | number>>): Buffer[] {
  const length = parts.reduce((sum, { byteLength }) => sum + byteLength, 0)
  const told = Object.entries({ host: 'localhost', 'content-length': length, ...headers }).map(([name, value]) => `${name}: ${value}\r\n`)
  return [Buffer.from(`POST ${path} HTTP/1.1\r\n${told.join('')}\r\n`), ...parts.map((part) => Buffer.from(part))]
}

/** The head of an answer and the size of the whole, once the head is there. */
function headOf(chunks: readonly Buffer[]): { text: string; sizeBytes: number } | null {
  const bytes = chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)
  const end = bytes.indexOf('\r\n\r\n')
  if (end < 0) return null
  const text = bytes.toString('latin1', 0, end)
  return { text, sizeBytes: end + 4 + Number(/\r\ncontent-length: (\d+)/i.exec(text)?.[1]) }
}

function stagesOf(head: string): Map<string, number> {
  const [, told = ''] = /server-timing: ([^\r]*)/i.exec(head) ?? []
  return new Map([...told.matchAll(/([^\s,;]+);dur=([\d.]+)/g)].map(([, name, ms]) => [name as string, Number(ms)]))
}
