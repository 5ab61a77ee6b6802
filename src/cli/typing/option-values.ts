import { parseDurationMs } from '../../base/duration.ts'
import { DynoError } from '../../base/errors.ts'
import type { Context } from '../command.ts'

/** An option that is a whole number, within bounds that are both included. */
export function wholeNumber(context: Context, name: string, least: number, most: number): number {
  const text = context.option(name) ?? ''
  const value = Number(text)
  if (/^\d+$/.test(text) && value >= least && value <= most) return value
  throw new DynoError('KD_USAGE', `--${name} ${text} is no whole number from ${least} to ${most}`, {
    hint: `such as --${name} ${least + 1}`,
  })
}

const longestMs = 86_400_000

/** An option that is a duration of a day at most, in milliseconds. */
export function span(context: Context, name: string, leastMs: number): number {
  const text = context.option(name) ?? ''
  const ms = parseDurationMs(text)
  if (ms !== null && ms >= leastMs && ms <= longestMs) return ms
  throw new DynoError('KD_USAGE', `--${name} ${text} is no duration from ${leastMs}ms to 24h`, { hint: `such as --${name} 500ms` })
}
