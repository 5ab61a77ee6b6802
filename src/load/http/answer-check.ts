/** A look at an answer's body as it comes by, which keeps none of its bytes; only whole bodies are judged. */
export interface AnswerCheck {
  /** Looks at the bytes from `from` to before `to`. */
  see(bytes: Buffer, from?: number, to?: number): void
  /** Whether the body is what was asked for. */
  good(): boolean
}

/** The list of outputs must begin within this many bytes; before it come only the names of model and version, and parameters. */
const lookBytes = 4096
const [openingBrace, closingBrace, quote] = [0x7b, 0x7d, 0x22]
const sought = Buffer.from('"outputs"')

/** Takes any body. */
export const anyAnswer: AnswerCheck = { see() {}, good: () => true }

/** Starts a cheap check of an inference answer: a JSON object that names its outputs, whole, with the binary data that it promises behind it. */
export function answerCheck(headLengthHeader: string | undefined): AnswerCheck {
  let receivedBytes = 0
  let lastByte = 0
  let firstVisible = 0
  let matched = 0
  return {
    see(bytes, from = 0, to = bytes.length) {
      const lookUntil = Math.min(to, from + lookBytes - receivedBytes)
      for (let at = from; at < lookUntil && matched < sought.length; at++) {
        const byte = bytes[at] as number
        if (firstVisible === 0 && !isSpace(byte)) firstVisible = byte
        matched = byte === sought[matched] ? matched + 1 : byte === quote ? 1 : 0
      }
      receivedBytes += to - from
      if (to > from) lastByte = bytes[to - 1] as number
    },
    good() {
      if (firstVisible !== openingBrace || matched < sought.length) return false
      if (headLengthHeader === undefined) return lastByte === closingBrace || isSpace(lastByte)
      return /^\d+$/.test(headLengthHeader) && Number(headLengthHeader) <= receivedBytes
    },
  }
}

function isSpace(byte: number): boolean {
  return byte === 0x20 || (byte >= 0x09 && byte <= 0x0d)
}
