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
    const middle = middleOf(low, high)
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

/** As which one, from 1, a search tries a candidate when it does: its way there is always the same. */
export function turnOf(place: number, count: number): number {
  let [low, high, turn] = [0, count - 1, 3]
  if (place === low) return 1
  if (place === high) return 2
  for (let middle = middleOf(low, high); middle !== place; middle = middleOf(low, high), turn++) {
    if (place < middle) high = middle
    else low = middle
  }
  return turn
}

function middleOf(low: number, high: number): number {
  return Math.floor((low + high) / 2)
}
