import { stripVTControlCharacters } from 'node:util'
import { DynoError, messageOf, type SourcePlace } from '../../base/errors.ts'

interface ErrorStyle {
  color: boolean
  /** Columns of the terminal; longer lines of a file are cut around the fault. */
  width: number
}

/** An error, and those found with it, as a person reads them: code, place, excerpt with caret, hint. */
export function errorText(error: unknown, style: ErrorStyle): string {
  if (!(error instanceof DynoError)) return bugText(error)
  return [error, ...error.others].map((one) => oneError(one, style)).join('\n')
}

/** The same as one JSON object. */
export function errorJson(error: unknown, exitCode: number): string {
  return `${JSON.stringify({ error: { ...errorRecord(error), exitCode } })}\n`
}

function oneError({ code, message, path, place, hint }: DynoError, { color, width }: ErrorStyle): string {
  const paint = (style: number, text: string) => (color ? `\u001b[${style}m${text}\u001b[0m` : text)
  const head = `${paint(31, 'error')} ${code}`
  const lines = place
    ? [`${head}  ${place.file}:${place.line}:${place.column}${path ? `  ${path}` : ''}`, ...excerpt(place, safe(message), width, paint)]
    : [`${head}  ${safe(message)}`]
  if (hint) lines.push(`${paint(36, 'hint')}  ${safe(hint)}`)
  return `${lines.join('\n')}\n`
}

function excerpt(
  { line, column, length, text }: SourcePlace,
  message: string,
  width: number,
  paint: (style: number, text: string) => string,
) {
  const gutter = ' '.repeat(String(line).length)
  const room = Math.max(40, width - gutter.length - 6)
  const from = column - 1 + Math.min(length, 20) > room ? Math.max(0, column - 1 - Math.floor(room / 2)) : 0
  const shown = safe(text.slice(from, from + room))
  const caretAt = column - 1 - from
  const carets = '^'.repeat(Math.max(1, Math.min(length, room - caretAt)))
  return [
    `  ${line} │ ${from > 0 ? `…${shown.slice(1)}` : shown}`,
    `  ${gutter} │ ${' '.repeat(caretAt)}${paint(31, `${carets} ${message}`)}`,
  ]
}

/** Text of others, with nothing in it that could steer a terminal. */
function safe(text: string): string {
  return stripVTControlCharacters(text).replace(/[^\P{Cc}\n]/gu, ' ')
}

function bugText(error: unknown): string {
  const stack = error instanceof Error ? (error.stack ?? error.message) : messageOf(error)
  return `bug  ${stack}\nhint  this is a mistake in kubedyno; please report it with the lines above and \`kubedyno version -o json\`\n`
}

function errorRecord(error: unknown): Record<string, unknown> {
  if (!(error instanceof DynoError)) return { code: 'bug', message: messageOf(error), stack: error instanceof Error ? error.stack : null }
  const { code, message, hint, path, place, others } = error
  return { code, message, hint, path, place, others: others.length > 0 ? others.map(errorRecord) : undefined }
}
