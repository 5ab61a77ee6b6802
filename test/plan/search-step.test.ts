import fc from 'fast-check'
import { expect, test } from 'vitest'
import { mostTries, type SearchStep, searchStep, turnOf } from '../../src/plan/search-step.ts'

interface Searched {
  tried: number[]
  met: Map<number, boolean>
  end: Exclude<SearchStep, { kind: 'try' }>
}

/** Searches to the end, asking `truth` for each candidate; what is known before is not asked for again. */
function searched(count: number, truth: (place: number) => boolean, before: Iterable<[number, boolean]> = []): Searched {
  const met = new Map(before)
  const tried: number[] = []
  for (;;) {
    const step = searchStep(count, (place) => met.get(place))
    if (step.kind !== 'try') return { tried, met, end: step }
    expect(met.has(step.place)).toBe(false)
    tried.push(step.place)
    met.set(step.place, truth(step.place))
  }
}

const counts = fc.integer({ min: 2, max: 5000 })

test('where the truth has one limit, the search ends between the two neighbours on either side of it', () => {
  fc.assert(
    fc.property(counts, fc.nat(5001), (count, limit) => {
      const { tried, end } = searched(count, (place) => place < limit)
      const wanted =
        limit === 0 ? { kind: 'below' } : limit >= count ? { kind: 'above' } : { kind: 'between', met: limit - 1, missed: limit }
      expect(end).toEqual(wanted)
      expect(tried.length).toBeLessThanOrEqual(mostTries(count))
      expect(mostTries(count)).toBeLessThanOrEqual(Math.ceil(Math.log2(count)) + 2)
    }),
    { seed: 1, numRuns: 1000 },
  )
})

test('whatever the results, the search ends in time, and what it claims is what was found', () => {
  fc.assert(
    fc.property(counts, fc.infiniteStream(fc.boolean()), (count, results) => {
      const { tried, met, end } = searched(count, () => results.next().value)
      expect(tried.length).toBeLessThanOrEqual(mostTries(count))
      if (end.kind === 'between') {
        expect([met.get(end.met), met.get(end.missed), end.missed - end.met]).toEqual([true, false, 1])
        for (const [place, did] of met) expect(did).toBe(place <= end.met)
      } else expect(met.get(end.kind === 'below' ? 0 : count - 1)).toBe(end.kind === 'above')
    }),
    { seed: 2, numRuns: 1000 },
  )
})

test('a search that was cut off goes on from what is there, and ends as if it had not been', () => {
  fc.assert(
    fc.property(counts, fc.nat(5000), fc.nat(12), (count, limit, cut) => {
      const whole = searched(count, (place) => place < limit)
      const before = whole.tried.slice(0, cut).map((place): [number, boolean] => [place, place < limit])
      const rest = searched(count, (place) => place < limit, before)
      expect(rest.end).toEqual(whole.end)
      expect(rest.tried).toEqual(whole.tried.slice(cut))
    }),
    { seed: 3 },
  )
})

test('the turn of a candidate is when a search comes to it', () => {
  fc.assert(
    fc.property(counts, fc.nat(5000), (count, limit) => {
      for (const [turn, place] of searched(count, (at) => at < limit).tried.entries()) expect(turnOf(place, count)).toBe(turn + 1)
    }),
    { seed: 4 },
  )
})

test('two candidates are both ends, and nothing is left between them', () => {
  expect(mostTries(2)).toBe(2)
  expect(searched(2, (place) => place === 0)).toMatchObject({ tried: [0, 1], end: { kind: 'between', met: 0, missed: 1 } })
})
