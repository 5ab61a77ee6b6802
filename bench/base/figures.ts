import { quantileOfSorted } from '../../src/base/quantile.ts'

/** The middle of some values; not a number when there are none. */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5)
}

/** A quantile of some values; not a number when there are none. */
export function quantile(values: readonly number[], p: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return quantileOfSorted(sorted, p) ?? Number.NaN
}

/** Prints a figure beside its bar, and tells whether the bar is met. */
export function say(figure: string, bar: string, met: boolean): boolean {
  console.log(`${figure}   bar ${bar}: ${met ? 'met' : 'missed'}`)
  return met
}

/** Prints a figure whose bar cannot be judged, and why; a bar that is not judged is not met. */
export function sayUnjudged(figure: string, bar: string, why: string): boolean {
  console.log(`${figure}   bar ${bar}: not to be judged here,\n  ${why}`)
  return false
}

/** A row of a table: a name in so many columns, then cells that end below each other. */
export function row(name: string, cells: readonly string[], nameWidth: number, cellWidths: readonly number[]): string {
  return name.padEnd(nameWidth) + cells.map((cell, index) => cell.padStart(cellWidths[index] ?? 0)).join('')
}
