import type { Random } from '../../base/random.ts'
import type { Replay } from '../../spec/index.ts'
import { growingList } from './growing-list.ts'
import type { Window } from './window.ts'

/**
 * Recorded arrivals once more, moved to the start of a window and cut at its end. With a scale below 1, each stays with that probability;
 * above 1, it gets companions at random instants before the next one, so that none coincide and the rate keeps its shape.
 */
export function replayed(recordedMs: Float64Array, { speed, scale }: Replay, { fromMs, untilMs }: Window, random: Random): Float64Array {
  const arrivals = growingList(recordedMs.length * scale)
  const push = (atMs: number) => {
    if (atMs < untilMs) arrivals.push(atMs)
  }
  const firstMs = recordedMs[0] ?? 0
  const instant = (index: number) => fromMs + ((recordedMs[index] as number) - firstMs) / speed
  for (let index = 0; index < recordedMs.length; index++) {
    const atMs = instant(index)
    if (atMs >= untilMs) break
    const copies = Math.floor(scale + random.next())
    if (copies > 0) push(atMs)
    if (copies < 2) continue
    const gapMs = index + 1 < recordedMs.length ? instant(index + 1) - atMs : 0
    const companions = Float64Array.from({ length: copies - 1 }, () => atMs + random.next() * gapMs)
    for (const companionMs of companions.sort()) push(companionMs)
  }
  return arrivals.values()
}
