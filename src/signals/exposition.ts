import { parseMetricValue } from './metric-value.ts'

/** One sample of Prometheus text: a series and what it is now. */
export interface ExpositionSample {
  name: string
  labels: ReadonlyMap<string, string>
  value: number
  /** Milliseconds since 1970, where the text gives a time. */
  timestampMs: number | null
}

export interface Exposition {
  samples: ExpositionSample[]
  /** Lines that are neither sample, comment nor blank, among them a last line without an end: it may have been cut off. */
  badLines: number
}

/** Reads Prometheus text (format 0.0.4, also with quoted names) and skips what it cannot understand; it never throws. */
export function parseExposition(text: string): Exposition {
  const samples: ExpositionSample[] = []
  let badLines = 0
  const line: Line = { text, at: 0, end: 0 }
  for (let start = 0; start < text.length; ) {
    const newline = text.indexOf('\n', start)
    const next = newline < 0 ? text.length : newline
    line.at = start
    line.end = text.charCodeAt(next - 1) === carriageReturn && next > start ? next - 1 : next
    start = next + 1
    skipBlanks(line)
    if (line.at === line.end || codeAt(line) === hash) continue
    const sample = newline < 0 ? null : parseSample(line)
    if (sample) samples.push(sample)
    else badLines++
  }
  return { samples, badLines }
}

/** A part of a text, and how far it has been read. */
interface Line {
  text: string
  at: number
  end: number
}

const [tab, carriageReturn, space, quote, hash, comma, equals, backslash, openBrace, closeBrace] = [9, 13, 32, 34, 35, 44, 61, 92, 123, 125]
const noLabels: ReadonlyMap<string, string> = new Map()

function parseSample(line: Line): ExpositionSample | null {
  let name: string | null = takeName(line)
  let labels = noLabels
  skipBlanks(line)
  if (codeAt(line) === openBrace) {
    line.at++
    const found = takeLabels(line, name)
    if (!found) return null
    name = found.name
    labels = found.labels
    skipBlanks(line)
  }
  const value = takeNumber(line)
  if (!name || value === null) return null
  skipBlanks(line)
  if (line.at === line.end) return { name, labels, value, timestampMs: null }
  const timestampMs = takeNumber(line)
  skipBlanks(line)
  return line.at === line.end && Number.isInteger(timestampMs) ? { name, labels, value, timestampMs } : null
}

/** Labels up to and past the closing brace; among them a quoted text on its own is the name of the metric. */
function takeLabels(line: Line, nameBefore: string): { name: string; labels: Map<string, string> } | null {
  const labels = new Map<string, string>()
  let name = nameBefore
  for (;;) {
    skipBlanks(line)
    if (codeAt(line) === closeBrace) {
      line.at++
      return { name, labels }
    }
    const isQuoted = codeAt(line) === quote
    const label = isQuoted ? takeQuoted(line) : takeName(line)
    skipBlanks(line)
    if (label && codeAt(line) === equals) {
      line.at++
      skipBlanks(line)
      const value = takeQuoted(line)
      if (value === null || labels.has(label)) return null
      labels.set(label, value)
    } else if (label && isQuoted && name === '') name = label
    else return null
    skipBlanks(line)
    if (codeAt(line) === comma) line.at++
    else if (codeAt(line) !== closeBrace) return null
  }
}

/** A bare name of a metric or label; empty when there is none. */
function takeName(line: Line): string {
  const start = line.at
  while (line.at < line.end && isNameCode(codeAt(line), line.at > start)) line.at++
  return line.text.slice(start, line.at)
}

/** A text in quotes; null when it does not begin or does not end. */
function takeQuoted(line: Line): string | null {
  if (codeAt(line) !== quote) return null
  const start = ++line.at
  let escaped = false
  for (; line.at < line.end; line.at++) {
    const code = codeAt(line)
    if (code === backslash) {
      escaped = true
      line.at++
    } else if (code === quote) {
      const raw = line.text.slice(start, line.at++)
      return escaped ? unescaped(raw) : raw
    }
  }
  return null
}

function takeNumber(line: Line): number | null {
  const start = line.at
  while (line.at < line.end && !isBlank(codeAt(line))) line.at++
  return parseMetricValue(line.text, start, line.at)
}

function skipBlanks(line: Line): void {
  while (line.at < line.end && isBlank(codeAt(line))) line.at++
}

function codeAt(line: Line): number {
  return line.at < line.end ? line.text.charCodeAt(line.at) : -1
}

function isBlank(code: number): boolean {
  return code === space || code === tab
}

function isNameCode(code: number, digitsToo: boolean): boolean {
  const isLetter = (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95 || code === 58
  return isLetter || (digitsToo && code >= 48 && code <= 57)
}

function unescaped(raw: string): string {
  return raw.replace(/\\([\\n"])/g, (_, letter: string) => (letter === 'n' ? '\n' : letter))
}
