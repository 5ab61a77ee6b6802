const unitMs = { ms: 1, s: 1000, m: 60_000, min: 60_000, h: 3_600_000, d: 86_400_000 } as const

const part = /(\d+(?:\.\d+)?)(ms|min|s|m|h|d)/y

/** Reads a duration such as `500ms`, `90s` or `1h30m` into milliseconds; null when the text is not one. */
export function parseDurationMs(text: string): number | null {
  let totalMs = 0
  part.lastIndex = 0
  while (part.lastIndex < text.length) {
    const match = part.exec(text)
    if (!match) return null
    totalMs += Number(match[1]) * unitMs[match[2] as keyof typeof unitMs]
  }
  return text.length > 0 && Number.isFinite(totalMs) ? totalMs : null
}

/** Writes milliseconds for people, in at most two units: `250ms`, `1.5s`, `2m5s`, `1h30m`. */
export function formatDuration(durationMs: number): string {
  if (durationMs < 0) return `-${formatDuration(-durationMs)}`
  if (durationMs < 1000) return `${trim(durationMs, durationMs < 10 ? 2 : 0)}ms`
  if (durationMs < 59_950) return `${trim(durationMs / 1000, 1)}s`
  const seconds = Math.round(durationMs / 1000)
  if (seconds < 3600) return `${Math.floor(seconds / 60)}m${seconds % 60 ? `${seconds % 60}s` : ''}`
  const minutes = Math.round(durationMs / 60_000)
  if (minutes < 48 * 60) return `${Math.floor(minutes / 60)}h${minutes % 60 ? `${minutes % 60}m` : ''}`
  return `${trim(durationMs / 86_400_000, 1)}d`
}

function trim(value: number, digits: number): string {
  return String(Number(value.toFixed(digits)))
}
