import fc from 'fast-check'
import { expect, test } from 'vitest'
import { searchCandidates } from '../../src/spec/candidates.ts'
import { faultsIn, loadText, smallest } from './experiment-file.ts'

const objectives = 'objectives: [latency p95 < 300 ms]\n'
const search = (entries: string, rest = '', text = smallest) => `${text}${objectives}design:\n  search: {${entries}}\n${rest}`

test('the values that can be tried rise from end to end, never further apart than was asked for, and can be read', () => {
  const loaded = loadText(search('highest: load.rate, from: 5, to: 80'))
  const { candidates = [], within } = loaded.experiment.design.search ?? {}
  expect(within).toBe(0.05)
  expect(candidates.slice(0, 6)).toEqual([5, 5.25, 5.51, 5.78, 6.06, 6.36])
  expect([candidates.length, candidates.at(-1)]).toEqual([60, 80])
  for (const value of candidates) expect(String(value).replace('.', '').length).toBeLessThanOrEqual(3)
})

test('whatever the range, candidates rise, keep within, and are hardly more than they must be', () => {
  const range = fc.record({
    from: fc.double({ min: 1e-3, max: 1e3, noNaN: true }),
    factor: fc.double({ min: 1.001, max: 1e4, noNaN: true }),
    within: fc.double({ min: 0.001, max: 1, noNaN: true }),
  })
  fc.assert(
    fc.property(range, ({ from, factor, within }) => {
      const to = from * factor
      const values = searchCandidates({ from, to, within, whole: false })
      expect([values[0], values.at(-1)]).toEqual([from, to])
      const ratios = values.slice(1).map((value, place) => value / (values[place] as number))
      expect(ratios.every((ratio) => ratio > 1 && ratio <= (1 + within) * (1 + 1e-9))).toBe(true)
      expect(values.length - 2).toBeLessThanOrEqual((Math.log(factor) / Math.log(1 + within)) * 1.5 + 1)
    }),
    { seed: 1 },
  )
})

test('whole numbers stay whole, and are at least 1 apart', () => {
  expect(searchCandidates({ from: 1, to: 30, within: 0.1, whole: true })).toEqual([
    1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 22, 24, 26, 28, 30,
  ])
  const closed = smallest.replace('rate: 20', 'kind: closed')
  expect(loadText(search('highest: load.clients, from: 1, to: 4', '', closed)).experiment.design.search?.candidates).toEqual([1, 2, 3, 4])
})

test('the lowest value stands in where the file gives none', () => {
  const { experiment } = loadText(search('highest: load.rate, from: 5, to: 80', '', smallest.replace('  rate: 20\n', '')))
  expect(experiment.load.phases[0]?.demand).toMatchObject({ ratePerSecond: 5 })
})

test('a phase, the scale of a recording, and a point of a ramp can be searched for', () => {
  const phase = (text: string) => smallest.replace('20s}', `20s, ${text}}`)
  for (const [path, text] of [
    ['load.phases.0.rate', smallest],
    ['load.phases.0.replay.scale', phase('replay: {file: a.csv}')],
    ['load.phases.0.rate.ramp.1', phase('rate: {ramp: [1, 2]}')],
  ] as const) {
    expect(loadText(search(`highest: ${path}, from: 1, to: 2`, '', text)).experiment.design.search?.path).toBe(path)
  }
})

test.each([
  ['highest: load.rte, from: 5, to: 80', '12:21 design.search.highest: is no path of an experiment file | did you mean `load.rate`?'],
  [
    'highest: workload.replicas, from: 1, to: 8',
    '12:21 design.search.highest: is no part of the load | such as `load.rate` or `load.clients`; vary the rest with `factors`',
  ],
  ['highest: load.timeout, from: 1, to: 8', '12:21 design.search.highest: is no number | such as `load.rate` or `load.clients`'],
  ['highest: load.phases.4.rate, from: 1, to: 8', '12:21 design.search.highest: counts past the end of a list | phases are counted from 0'],
  ['highest: load.rate, from: 80, to: 5', '12:46 design.search.to: must be above `from`, which is 80 | '],
  ['highest: load.rate, from: 5, to: 5', '12:45 design.search.to: must be above `from`, which is 5 | '],
  ['highest: load.rate, from: 0, to: 5', '12:38 design.search.from: must be a number from 0.000001 to 1000000 | '],
  ['highest: load.rate, from: 5, to: 80, within: 5', '12:57 design.search.within: must be a percentage | write `5 %`'],
  ['highest: load.rate, from: 5, to: 80, within: 0.01%', '12:57 design.search.within: must be from 0.1 % to 100 % | '],
  ['highest: load.rate, from: 5', '12:3 design.search.to: is missing | such as `to: 80`'],
  [
    'highest: load.rate, from: 0.001, to: 1000000, within: 0.1%',
    '12:3 design.search: would plan 21147 runs, and a plan can have 10000 | narrow the range, or let `within` be wider',
  ],
])('the search `%s` is refused', (entries, fault) => {
  expect(faultsIn(search(entries))).toEqual([fault])
})

test('a search without objectives, for what changes nothing, or for what a factor varies is refused with what to do', () => {
  const entries = 'highest: load.rate, from: 5, to: 80'
  expect(faultsIn(search(entries).replace(objectives, ''))).toEqual([
    '11:3 design.search: needs objectives: the highest value at which what holds? | such as `objectives: [latency p95 < 300 ms]`',
  ])
  expect(faultsIn(search(entries, '', smallest.replace('20s}', '20s, rate: 5}')))).toEqual([
    '12:21 design.search.highest: changes nothing: every open phase sets its own rate | search for `load.phases.0.rate` instead',
  ])
  expect(faultsIn(search(entries, '  factors: {load.rate: [5, 10]}\n'))).toEqual([
    '12:21 design.search.highest: is varied by a factor too | search for it or vary it',
  ])
  const closed = smallest.replace('rate: 20', 'kind: closed')
  expect(faultsIn(search('highest: load.clients, from: 1.5, to: 4', '', closed).replace('clients: 8', ''))).toContainEqual(
    expect.stringContaining('must be a whole number'),
  )
})
