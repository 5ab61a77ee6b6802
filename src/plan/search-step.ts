/** What a search does next, or how it ended; candidates are named by their place, the lowest being 0. */
export type SearchStep =
  | { kind: 'try'; place: number }
  /** Not even the lowest met the objectives. */
  | { kind: 'below' }
  /** Even the highest met them. */
  | { kind: 'above' }
  /** These neighbours: the one met them, the next one did not. */
  | { kind: 'between'; met: number; missed: number }

/** The next step of a search among so many rising candidates, from whether those tried met the objectives: both ends, then the middle of what is left. */
export function searchStep(count: number, met: (place: number) => boolean | undefined): SearchStep {
  let [low, high] = [0, count - 1]
  const atLow = met(low)
  if (atLow === undefined) return { kind: 'try', place: low }
  if (!atLow) return { kind: 'below' }
  const atHigh = met(high)
  if (atHigh === undefined) return { kind: 'try', place: high }
  if (atHigh) return { kind: 'above' }
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    const atMiddle = met(middle)
    if (atMiddle === undefined) return { kind: 'try', place: middle }
    if (atMiddle) low = middle
    else high = middle
  }
  return { kind: 'between', met: low, missed: high }
}

/** How many of so many candidates a search tries at most. */
export function mostTries(count: number): number {
  return count < 2 ? count : 2 + Math.ceil(Math.log2(count - 1))
}

/** As which one, from 1, a search tries a candidate when it does: its way there is always the same, as if all below it met and it did not. */
export function turnOf(place: number, count: number): number {
  const tried = new Set<number>()
  for (;;) {
    const step = searchStep(count, (at) => (tried.has(at) ? at < place : undefined))
    if (step.kind !== 'try') throw new RangeError(`candidate ${place} is none of ${count}`)
    tried.add(step.place)
    if (step.place === place) return tried.size
  }
}
