import { once } from 'node:events'
import { connect } from 'node:net'
import { performance } from 'node:perf_hooks'

/** How an answer came back. */
interface Answer {
  /** From the first byte of the question until the last byte of the answer was here. */
  ms: number
  /** Of `Server-Timing`, by name. */
  stagesMs: ReadonlyMap<string, number>
}

/** One connection that is kept, on which one question is asked at a time: with as little work of the client's own as can be. */
export interface Connection {
  ask(request: readonly Buffer[]): Promise<Answer>
  close(): void
}

/** Opens a connection to a server on this machine. An answer other than 200 throws; the body of an answer is received and not kept. */
export async function openConnection(port: number): Promise<Connection> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true })
  await once(socket, 'connect')
  let beginning = Buffer.alloc(0)
  let head: Head | null = null
  let heldBytes = 0
  let onEnd: (error: Error | null, head: string) => void = () => {}
  socket.on('data', (chunk) => {
    heldBytes += chunk.length
    if (!head) {
      beginning = Buffer.concat([beginning, chunk])
      head = headOf(beginning)
    }
    if (head && heldBytes >= head.sizeBytes) onEnd(null, head.text)
  })
  socket.on('close', () => onEnd(new Error('the server closed the connection'), ''))
  socket.on('error', (error) => onEnd(error, ''))
  return {
    ask: (request) =>
      new Promise((resolve, reject) => {
        const startedAt = performance.now()
        onEnd = (error, text) => {
          const ms = performance.now() - startedAt
          const begun = beginning.toString('latin1', 0, 1000)
          beginning = Buffer.alloc(0)
          head = null
          heldBytes = 0
          if (error) reject(error)
          else if (text.startsWith('HTTP/1.1 200')) resolve({ ms, stagesMs: stagesOf(text) })
          else reject(new Error(begun))
        }
        socket.cork()
        for (const part of request) socket.write(part)
        socket.uncork()
      }),
    close: () => void socket.removeAllListeners('close').destroy(),
  }
}

interface Head {
  text: string
  /** Of the whole answer. */
  sizeBytes: number
}

/** A POST request whose body has these parts. */
export function post(path: string, parts: readonly Uint8Array[], headers: Readonly<Record<string, string | number>>): Buffer[] {
  const length = parts.reduce((sum, { byteLength }) => sum + byteLength, 0)
  const told = Object.entries({ host: 'localhost', 'content-length': length, ...headers }).map(([name, value]) => `${name}: ${value}\r\n`)
  return [Buffer.from(`POST ${path} HTTP/1.1\r\n${told.join('')}\r\n`), ...parts.map((part) => Buffer.from(part))]
}

/** The head of an answer, once it is there. */
function headOf(bytes: Buffer): Head | null {
  const end = bytes.indexOf('\r\n\r\n')
  if (end < 0) return null
  const text = bytes.toString('latin1', 0, end)
  return { text, sizeBytes: end + 4 + Number(/\r\ncontent-length: (\d+)/i.exec(text)?.[1]) }
}

function stagesOf(head: string): Map<string, number> {
  const [, told = ''] = /server-timing: ([^\r]*)/i.exec(head) ?? []
  return new Map([...told.matchAll(/([^\s,;]+);dur=([\d.]+)/g)].map(([, name, ms]) => [name as string, Number(ms)]))
}
