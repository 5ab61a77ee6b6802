/** One line of CSV as RFC 4180 wants it: null is an empty cell, text is quoted where it must be, numbers are written in full. */
export function csvLine(cells: readonly (string | number | null)[]): string {
  return `${cells.map(cellText).join(',')}\n`
}

function cellText(cell: string | number | null): string {
  if (cell === null) return ''
  if (typeof cell === 'number') return Number.isNaN(cell) ? '' : String(cell)
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell
}
