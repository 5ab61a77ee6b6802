/** A look at an answer's body as it comes by, which keeps no more than its first bytes. */
export interface AnswerCheck {
  see(chunk: Buffer): void
  /** Whether the whole body looks like an answer of the Open Inference Protocol. */
  good(): boolean
}

/** The list of outputs must begin within this many bytes; before it come only the names of model and version, and parameters. */
const lookBytes = 4096

/** Starts a cheap check of an inference answer: a JSON object that names its outputs, whole, with the binary data that it promises behind it. */
export function answerCheck(headLengthHeader: string | undefined): AnswerCheck {
  let start: Buffer = Buffer.alloc(0)
  let receivedBytes = 0
  let lastByte = 0
  return {
    see(chunk) {
      if (start.length === 0) start = chunk.subarray(0, lookBytes)
      else if (start.length < lookBytes) start = Buffer.concat([start, chunk.subarray(0, lookBytes - start.length)])
      receivedBytes += chunk.length
      lastByte = chunk.at(-1) ?? lastByte
    },
    good() {
      if (!/^\s*\{/.test(start.toString('latin1', 0, 16)) || !start.includes('"outputs"')) return false
      if (headLengthHeader === undefined) return lastByte === closingBrace || isSpace(lastByte)
      return /^\d+$/.test(headLengthHeader) && Number(headLengthHeader) <= receivedBytes
    },
  }
}

const closingBrace = 0x7d

function isSpace(byte: number): boolean {
  return byte === 0x20 || (byte >= 0x09 && byte <= 0x0d)
}
