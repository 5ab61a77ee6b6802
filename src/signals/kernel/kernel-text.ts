const newline = 10
const zero = 48

/** What a kernel file said last, and a cursor that reads numbers out of its bytes without making garbage. One is reused for all files. */
export class KernelText {
  bytes = Buffer.allocUnsafe(64 * 1024)
  /** How many bytes hold text. */
  end = 0
  at = 0

  /** Doubles the room for text, keeping what is there. */
  grow(): void {
    this.bytes = Buffer.concat([this.bytes], this.bytes.length * 2)
  }

  /** Moves to the start of the text. */
  rewind(): void {
    this.at = 0
  }

  /** Moves to the start of the next line; false when there is none. */
  nextLine(): boolean {
    const found = this.bytes.indexOf(newline, this.at)
    this.at = found < 0 || found >= this.end ? this.end : found + 1
    return this.at < this.end
  }

  /** Moves past `key` when the text goes on with it. */
  take(key: Uint8Array): boolean {
    if (this.at + key.length > this.end) return false
    for (let index = 0; index < key.length; index++) if (this.bytes[this.at + index] !== key[index]) return false
    this.at += key.length
    return true
  }

  /** Moves past the next `key` of this line; false, and stays, when the line has none. */
  seek(key: Uint8Array): boolean {
    const start = this.at
    while (this.at < this.end && this.bytes[this.at] !== newline) {
      if (this.take(key)) return true
      this.at++
    }
    this.at = start
    return false
  }

  /** The next field of this line as a whole number; NaN when it is something else or is cut off by the end of the text. */
  number(): number {
    while (this.at < this.end && isBlank(this.bytes[this.at] as number)) this.at++
    const start = this.at
    let value = 0
    for (; this.at < this.end; this.at++) {
      const digit = (this.bytes[this.at] as number) - zero
      if (digit < 0 || digit > 9) break
      value = value * 10 + digit
    }
    return this.at === start || this.at === this.end ? Number.NaN : value
  }

  /** The number behind `key` at the start of a line, from anywhere in the text; NaN when there is none. */
  numberAfter(key: Uint8Array): number {
    this.rewind()
    do if (this.take(key)) return this.number()
    while (this.nextLine())
    return Number.NaN
  }

  /** Moves past the next fields of this line. */
  skip(fields: number): void {
    for (let field = 0; field < fields; field++) {
      while (this.at < this.end && isBlank(this.bytes[this.at] as number)) this.at++
      while (this.at < this.end && !isBlank(this.bytes[this.at] as number) && this.bytes[this.at] !== newline) this.at++
    }
  }
}

/** Bytes to look for with `take`, `seek` and `numberAfter`. */
export function key(text: string): Uint8Array {
  return Buffer.from(text, 'latin1')
}

function isBlank(byte: number): boolean {
  return byte === 32 || byte === 9 || byte === 58 || byte === 61
}
