import { expect, test } from 'vitest'
import { type RunFacts, type SearchFacts, searchFacts, searchSpreads, type Verdict } from '../../src/analysis/index.ts'

type Result = Verdict | 'INVALID' | 'interrupted' | null

/** A search whose candidates 1, 2, 3 … came out like this; null was not run. */
function found(results: readonly Result[], repetition = 1): SearchFacts {
  const runs = results.flatMap((result, place) => (result === null ? [] : [[String(place), facts(result)] as const]))
  const candidates = results.map((_, place) => ({ value: place + 1, run: String(place) }))
  return searchFacts({ path: 'load.rate', levels: [], repetition, candidates }, new Map(runs))
}

function facts(result: Exclude<Result, null>): RunFacts {
  const odd = result === 'INVALID' || result === 'interrupted'
  return {
    verdict: odd ? 'met' : result,
    certificate: { verdict: result === 'INVALID' ? 'INVALID' : 'VALID' },
    identity: { state: result === 'interrupted' ? 'interrupted' : 'finished' },
  } as unknown as RunFacts
}

test.each<[string, Result[], SearchFacts['end'], number | null, number | null]>([
  ['neighbours on either side', ['met', 'met', 'missed', null, 'missed'], 'between', 2, 3],
  ['an undecided one does not count as met', ['met', 'undecided', null, 'missed'], 'between', 1, 2],
  ['one whose load was not delivered does not count as met', ['met', 'INVALID', null, 'missed'], 'between', 1, 2],
  ['not even the lowest', ['missed', null, null], 'below', null, 1],
  ['not even the lowest, for all that is known', ['undecided', null, null], 'below', null, 1],
  ['even the highest', ['met', null, 'met'], 'above', 3, null],
  ['not there yet', ['met', null, null, 'missed'], 'unfinished', 1, 4],
  ['a run that was cut off says nothing', ['met', 'interrupted', null, 'missed'], 'unfinished', 1, 4],
  ['nothing at all', [null, null], 'unfinished', null, null],
])('%s', (_name, results, end, met, notMet) => {
  const search = found(results)
  expect([search.end, search.met?.value ?? null, search.notMet?.value ?? null]).toEqual([end, met, notMet])
})

test('over repetitions the lowest, the middle and the highest limit are told, and how many lie outside the range', () => {
  const at = (limit: number, repetition: number) =>
    found(
      Array.from({ length: 5 }, (_, place) => (place < limit ? 'met' : 'missed')),
      repetition,
    )
  const spread = (...limits: number[]) => searchSpreads(limits.map((limit, place) => at(limit, place + 1)))[0]
  expect(spread(4, 2, 3)).toMatchObject({ repetitions: 3, below: 0, above: 0, lowest: 2, median: 3, highest: 4 })
  expect(spread(4, 2)).toMatchObject({ median: 3 })
  expect(spread(5, 5, 2)).toMatchObject({ above: 2, lowest: 2, median: null, highest: null })
  expect(spread(0, 2, 5)).toMatchObject({ below: 1, above: 1, lowest: null, median: 2, highest: null })
  expect(spread(0, 5)).toMatchObject({ median: null })
  expect(spread(3)).toBeUndefined()
  expect(searchSpreads([at(3, 1), found(['met', null, null], 2)])).toEqual([])
})
