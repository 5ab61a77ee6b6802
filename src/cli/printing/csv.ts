/** Records as CSV (RFC 4180) with the first one's keys as heading; null is an empty cell, anything with parts is JSON. */
export function csv(rows: readonly Record<string, unknown>[]): string {
  const keys = Object.keys(rows[0] ?? {})
  return [keys, ...rows.map((row) => keys.map((key) => row[key]))].map((cells) => `${cells.map(cell).join(',')}\n`).join('')
}

function cell(value: unknown): string {
  if (value === null || value === undefined) return ''
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
