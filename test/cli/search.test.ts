import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ownSeed, runsIn, sharedModels, tinyFile } from './tiny-file.ts'
import { kubedyno, whenSaid } from './typed.ts'

/** A self-fed load does as many inferences as its rate says, so that an objective about them has a limit that is known. */
const searching = (objective: string) => `load:
  source: self
  arrivals: constant
  phases: [{name: steady, duration: 1s}]
recording: {interval: 250ms}
objectives: ['${objective}']
design: {search: {highest: load.rate, from: 20, to: 320, within: 100 %}}
`

test.concurrent('a search that is interrupted goes on, ends with 0, and gives its result as text, JSON and a page', async () => {
  const folder = tinyFile(searching('throughput < 115/s'))
  const setting = { folder, environment: { ...sharedModels, ...ownSeed() } }
  const meanwhile = whenSaid(/trying 320\/s \(2 of at most 4\) {2}steady/, (child) => child.kill('SIGINT'))
  const first = await kubedyno(['run', 'tiny.yaml'], { ...setting, meanwhile })
  expect(first.code).toBe(130)
  expect(first.err).toMatch(/search: trying 20\/s \(1 of at most 4\) {2}[\w-]+ {2}1s of load\n/)
  expect(first.err).toContain('interrupted: 1 of at most 4 runs are finished')
  expect(first.out).toMatch(
    /the search for the highest load\.rate is not at its end; the highest so far that met the objectives is 20\/s\n/,
  )

  const { code, out } = await kubedyno(['run', 'tiny.yaml', '-o', 'json', '--progress', 'none'], setting)
  expect(code).toBe(0)
  const result = JSON.parse(out)
  expect(result.runs[0]).toMatchObject({ state: 'skipped', verdict: 'met' })
  expect(result.search).toMatchObject({ path: 'load.rate', from: 20, to: 320, spreads: [] })
  const [found] = result.search.results
  expect(found).toMatchObject({ outcome: 'between', repetition: 1, levels: [], highestMet: 80, lowestNotMet: 160 })
  expect(found.tried.map(({ value, meets }: { value: number; meets: boolean }) => [value, meets])).toEqual([
    [20, true],
    [80, true],
    [160, false],
    [320, false],
  ])
  const page = readFileSync(join(folder, result.overview), 'utf8')
  expect(page).toContain('Highest load.rate that met the objectives: 80/s')

  const text = await kubedyno(['run', 'tiny.yaml'], setting)
  expect([text.code, text.err]).toEqual([0, expect.stringContaining('nothing was left to do: the search is finished')])
  const rows = text.out.split('\n').filter((line) => /^\d+\/s/.test(line))
  expect(rows.map((line) => line.split(/ +/)[0])).toEqual(['20/s', '80/s', '160/s', '320/s'])
  expect(text.out).toContain('\nhighest load.rate that met the objectives: 80/s; the next one, 160/s, ')
})

test.concurrent('where even the lowest misses, the search ends with 99 after one run', async () => {
  const folder = tinyFile(searching('throughput > 100000/s'))
  const { code, out, err } = await kubedyno(['run', 'tiny.yaml'], { folder, environment: { ...sharedModels, ...ownSeed() } })
  expect(code).toBe(99)
  expect(out).toMatch(/\nno load\.rate from 20\/s to 320\/s met the objectives; the lowest, 20\/s, missed: throughput > 100000\/s \(was /)
  expect(err).toContain('error KD_OBJECTIVES_MISSED  no load.rate from 20/s to 320/s met the objectives')
  expect(runsIn(folder)).toHaveLength(1)
})

test.concurrent('where even the highest meets, it says so after two runs', async () => {
  const folder = tinyFile(searching('throughput < 100000/s'))
  const { code, out } = await kubedyno(['run', 'tiny.yaml'], { folder, environment: { ...sharedModels, ...ownSeed() } })
  expect(code).toBe(0)
  expect(out).toContain('\neven the highest load.rate met the objectives: 320/s; the limit lies above the range\n')
  expect(runsIn(folder)).toHaveLength(2)
})

test.concurrent('a plan tells what can be tried, and what will be at most', async () => {
  const folder = tinyFile(searching('throughput < 115/s').replace('design: {', 'design: {repetitions: 2, '))
  const { out } = await kubedyno(['plan', 'tiny.yaml'], { folder })
  expect(out).toContain(
    'highest load.rate of 20, 40, 80, 160, 320: 5 candidates, at most 100 % apart, of which at most 4 are run (1s each)\n',
  )
  expect(out).toContain('total       at most 8 runs, 8s of load; starting replicas comes on top\n')
  const { out: rows } = await kubedyno(['plan', 'tiny.yaml', '-o', 'csv'], { folder })
  expect(rows.trimEnd().split('\n')).toHaveLength(11)
  expect((await kubedyno(['validate', 'tiny.yaml'], { folder })).out).toBe('tiny.yaml is valid: at most 8 runs, 8s of load\n')
})
