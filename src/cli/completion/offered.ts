import type { Argument } from '../command.ts'

/** The words that a shell offers for an argument; `files` leaves it to the shell. */
export type Offered = (offers: Argument['offers']) => { words: readonly string[] } | { command: string } | 'files'
