const [carriageReturn, space, tab, colon, semicolon, zero, nine] = [13, 32, 9, 58, 59, 48, 57]
const protocol = Buffer.from('HTTP/1.')

/** Whether this may become the first line of an answer. */
export function startsRight(line: Buffer): boolean {
  const length = Math.min(line.length, protocol.length)
  return line.compare(protocol, 0, length, 0, length) === 0
}

/** Whether the first line is one of HTTP/1.0, whose connections end with the answer unless it says otherwise. */
export function isOldVersion(bytes: Buffer, from: number): boolean {
  return bytes[from + protocol.length] === zero
}

/** The status in `HTTP/1.1 200 OK`; −1 when the line is not such a one. */
export function statusOf(bytes: Buffer, from: number, to: number): number {
  const digits = from + protocol.length + 2
  for (let index = 0; index < protocol.length; index++) if (bytes[from + index] !== protocol[index]) return -1
  if (to < digits + 3 || !isDigit(bytes[digits - 2]) || bytes[digits - 1] !== space) return -1
  if (to > digits + 3 && bytes[digits + 3] !== space) return -1
  let status = 0
  for (let index = digits; index < digits + 3; index++) {
    if (!isDigit(bytes[index])) return -1
    status = status * 10 + (bytes[index] as number) - zero
  }
  return status
}

/** Where the name of a header ends; −1 when it has none or one with a character that names cannot have. */
export function colonOf(bytes: Buffer, from: number, to: number): number {
  for (let at = from; at < to; at++) {
    const byte = bytes[at] as number
    if (byte === colon) return at > from ? at : -1
    if (byte <= space || byte >= 127) return -1
  }
  return -1
}

/** Whether the bytes are this name, which is given in lower case, in whatever case. */
export function isName(bytes: Buffer, from: number, to: number, name: string): boolean {
  if (to - from !== name.length) return false
  for (let index = 0; index < name.length; index++) if (((bytes[from + index] as number) | 0x20) !== name.charCodeAt(index)) return false
  return true
}

/** What stands behind the colon, without the blanks around it. */
export function fieldValue(bytes: Buffer, colonAt: number, to: number): string {
  let from = colonAt + 1
  let end = to
  while (from < end && isBlank(bytes[from])) from++
  while (end > from && isBlank(bytes[end - 1])) end--
  return bytes.toString('latin1', from, end)
}

/** A length in decimal digits; −1 when it is none that a number can hold. */
export function decimal(text: string): number {
  return /^\d{1,15}$/.test(text) ? Number(text) : -1
}

/** The length of a chunk from the line before it, whose extensions do not matter; −1 when it is none. */
export function chunkSize(bytes: Buffer, from: number, to: number): number {
  let end = from
  while (end < to && bytes[end] !== semicolon && !isBlank(bytes[end])) end++
  const text = bytes.toString('latin1', from, end)
  return /^[\da-f]{1,12}$/i.test(text) ? Number.parseInt(text, 16) : -1
}

/** Where a line ends when its return, if it has one, is left out. */
export function withoutReturn(bytes: Buffer, from: number, to: number): number {
  return to > from && bytes[to - 1] === carriageReturn ? to - 1 : to
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= zero && byte <= nine
}

function isBlank(byte: number | undefined): boolean {
  return byte === space || byte === tab
}
