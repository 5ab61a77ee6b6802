import { chunkSize, colonOf, decimal, fieldValue, isName, isOldVersion, startsRight, statusOf, withoutReturn } from './answer-lines.ts'

/** What the head of an answer said. */
export interface AnswerHead {
  status: number
  /** False when the connection ends with this answer. */
  keepAlive: boolean
  serverTiming: string | undefined
  /** How many bytes of the body are JSON, when binary data follows. */
  inferenceHeadLength: string | undefined
}

interface AnswerParserOptions {
  onHead(head: AnswerHead): void
  /** A piece of the body, from `from` to before `to`; the bytes are only lent. */
  onBody(bytes: Buffer, from: number, to: number): void
}

/** Where an answer stands: more bytes are awaited, it is whole, or it is no HTTP/1.1. */
export type AnswerState = 'more' | 'whole' | 'malformed'

/** Reads the answers of one connection, one at a time. */
export interface AnswerParser {
  /** Forgets the last answer: what is read now belongs to the next one. */
  begin(): void
  /** Takes the first `length` of the bytes, split wherever the network split them. */
  read(bytes: Buffer, length: number): AnswerState
  /** The server has closed: is the answer whole, was it cut in its body, or was there not even a head? */
  close(): 'whole' | 'cut' | 'headless'
  /** Whether a byte of the answer has come. */
  begun(): boolean
  /** Whether bytes came that belong to no answer; only to be asked once the answer is whole. */
  overrun(): boolean
}

type Part = 'status' | 'header' | 'sized' | 'unsized' | 'chunk size' | 'chunk' | 'chunk end' | 'trailer' | 'whole'

/** The head, heads with status 1xx before it included, may not be longer, nor may what stands between two chunks or after the last. */
const lineBytesLimit = 65_536
const lineFeed = 10

/** Makes a parser of HTTP/1.1 answers to POST requests: bodies by length, in chunks or until the connection closes; heads with status 1xx are passed over. */
export function answerParser({ onHead, onBody }: AnswerParserOptions): AnswerParser {
  let part: Part = 'status'
  let begun = false
  let overrun = false
  let lineBytes = 0
  let held: Buffer | null = null
  let leftBytes = 0
  let length = -1
  let chunked = false
  let head = emptyHead()

  const begin = () => {
    part = 'status'
    begun = false
    overrun = false
    lineBytes = 0
    held = null
    startHead()
  }
  const startHead = () => {
    length = -1
    chunked = false
    head = emptyHead()
  }

  /** Takes a whole line without its end; false when it may not stand there. */
  const takeLine = (bytes: Buffer, from: number, to: number): boolean => {
    switch (part) {
      case 'status':
        head.status = statusOf(bytes, from, to)
        head.keepAlive = !isOldVersion(bytes, from)
        part = 'header'
        return head.status >= 100 && head.status !== 101
      case 'header':
        return to > from ? takeHeader(bytes, from, to) : endHead()
      case 'chunk size':
        leftBytes = chunkSize(bytes, from, to)
        part = leftBytes > 0 ? 'chunk' : 'trailer'
        return leftBytes >= 0
      case 'chunk end':
        part = 'chunk size'
        lineBytes = 0
        return to === from
      default:
        if (to === from) part = 'whole'
        return true
    }
  }
  const endHead = (): boolean => {
    if (head.status < 200) {
      part = 'status'
      startHead()
      return true
    }
    lineBytes = 0
    const bodiless = head.status === 204 || head.status === 304
    part = bodiless || (length === 0 && !chunked) ? 'whole' : chunked ? 'chunk size' : length > 0 ? 'sized' : 'unsized'
    leftBytes = length
    if (part === 'unsized') head.keepAlive = false
    onHead(head)
    return true
  }
  const takeHeader = (bytes: Buffer, from: number, to: number): boolean => {
    const at = colonOf(bytes, from, to)
    if (at < 0) return false
    if (isName(bytes, from, at, 'content-length')) {
      const told = decimal(fieldValue(bytes, at, to))
      const agrees = told >= 0 && (length < 0 || length === told)
      length = told
      return agrees
    }
    if (isName(bytes, from, at, 'transfer-encoding')) chunked = /(^|,)\s*chunked$/i.test(fieldValue(bytes, at, to))
    else if (isName(bytes, from, at, 'connection')) {
      const value = fieldValue(bytes, at, to)
      if (/(^|,)\s*close\s*(,|$)/i.test(value)) head.keepAlive = false
      else if (/(^|,)\s*keep-alive\s*(,|$)/i.test(value)) head.keepAlive = true
    } else if (isName(bytes, from, at, 'server-timing')) {
      const value = fieldValue(bytes, at, to)
      head.serverTiming = head.serverTiming === undefined ? value : `${head.serverTiming},${value}`
    } else if (isName(bytes, from, at, 'inference-header-content-length')) head.inferenceHeadLength = fieldValue(bytes, at, to)
    return true
  }
  /** Takes the line that begins at `from`, joined with what came of it before; tells where the next begins, −1 when the line is wrong. */
  const readLine = (bytes: Buffer, from: number, end: number): number => {
    let at = from
    while (at < end && bytes[at] !== lineFeed) at++
    lineBytes += at - from + 1
    if (lineBytes > lineBytesLimit) return -1
    if (at === end) {
      held = held ? Buffer.concat([held, bytes.subarray(from, end)]) : Buffer.from(bytes.subarray(from, end))
      return part === 'status' && !startsRight(held) ? -1 : end
    }
    let taken: boolean
    if (held) {
      const line = Buffer.concat([held, bytes.subarray(from, at)])
      held = null
      taken = takeLine(line, 0, withoutReturn(line, 0, line.length))
    } else taken = takeLine(bytes, from, withoutReturn(bytes, from, at))
    return taken ? at + 1 : -1
  }

  return {
    begin,
    read(bytes, end) {
      begun = true
      let at = 0
      while (at < end && part !== 'whole') {
        if (part === 'sized' || part === 'chunk') {
          const to = Math.min(end, at + leftBytes)
          onBody(bytes, at, to)
          leftBytes -= to - at
          at = to
          if (leftBytes === 0) part = part === 'sized' ? 'whole' : 'chunk end'
        } else if (part === 'unsized') {
          onBody(bytes, at, end)
          at = end
        } else {
          at = readLine(bytes, at, end)
          if (at < 0) return 'malformed'
        }
      }
      if (part !== 'whole') return 'more'
      overrun = at < end
      return 'whole'
    },
    close() {
      if (part === 'unsized' || part === 'whole') return 'whole'
      return part === 'status' || part === 'header' ? 'headless' : 'cut'
    },
    begun: () => begun,
    overrun: () => overrun,
  }
}

function emptyHead(): AnswerHead {
  return { status: 0, keepAlive: true, serverTiming: undefined, inferenceHeadLength: undefined }
}
