import type { Size } from './frame.ts'

/** One question and the picture that answers it. */
export interface Chart {
  /** Also the anchor in the page. */
  id: string
  question: string
  legend: { className: string; shape: 'line' | 'band' | 'dot' | 'cross' | 'disc' | 'diamond'; label: string }[]
  /** What to know for reading it: n, bins, what is left out. */
  note: string
  /** Draws it; null when there are no data, and then `note` says why. */
  draw: ((size: Size) => string) | null
}
