import { mkdirSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { realEffects } from '../../src/base/effects.ts'
import { findRun, listRuns, openJournal, runFolder } from '../../src/dataset/index.ts'
import { runsRoot } from './a-run.ts'

function someRuns(): string {
  const root = runsRoot()
  for (const [index, [experiment, id]] of [
    ['night', 'aaaa1111-001'],
    ['night', 'aaaa1111-002'],
    ['day', 'bbbb2222-001'],
  ].entries()) {
    const folder = runFolder(root, experiment ?? '', id ?? '')
    mkdirSync(folder.root, { recursive: true })
    writeFileSync(folder.planJson, '{}')
    const clock = { ...realEffects.clock, wallMs: () => Date.UTC(2026, 0, 1 + index) }
    const journal = openJournal(folder, { ...realEffects, clock })
    journal.append({ type: 'run.started', attempt: 1 }, null)
    journal.close()
  }
  return root
}

test('runs are listed oldest first with their state', () => {
  expect(listRuns(someRuns()).map(({ folder, state, startedAt }) => [folder.runId, state, startedAt])).toEqual([
    ['aaaa1111-001', 'unfinished', '2026-01-01T00:00:00.000Z'],
    ['aaaa1111-002', 'unfinished', '2026-01-02T00:00:00.000Z'],
    ['bbbb2222-001', 'unfinished', '2026-01-03T00:00:00.000Z'],
  ])
  expect(listRuns('/nowhere/at/all')).toEqual([])
})

test('a run is found by id, by its beginning, with its experiment, by path, or as the latest', () => {
  const root = someRuns()
  const found = (wanted: string) => findRun(root, wanted).runId
  expect(found('aaaa1111-002')).toBe('aaaa1111-002')
  expect(found('bbbb')).toBe('bbbb2222-001')
  expect(found('night/aaaa1111-001')).toBe('aaaa1111-001')
  expect(found(`${root}/night/aaaa1111-001`)).toBe('aaaa1111-001')
  expect(found('latest')).toBe('bbbb2222-001')
})

test('an unknown run is an error that says which is near, and an ambiguous one says which there are', () => {
  const root = someRuns()
  const trouble = (wanted: string) => {
    try {
      findRun(root, wanted)
      return expect.unreachable()
    } catch (error) {
      return error as { code: string; hint: string }
    }
  }
  expect(trouble('aaaa1112-001')).toMatchObject({ code: 'KD_RUN_NOT_FOUND', hint: 'did you mean aaaa1111-001?' })
  expect(trouble('aaaa').hint).toContain('night/aaaa1111-002')
  expect(trouble('zzz').hint).toContain('kubedyno list')
  expect(trouble('').code).toBe('KD_RUN_NOT_FOUND')
})

test('no name leads out of the folder of runs', () => {
  for (const name of ['..', '.', '../x', 'a/b', '', 'a\\b', '.lock', 'a\0b']) {
    expect(() => runFolder('runs', 'tiny', name), name).toThrow(expect.objectContaining({ code: 'KD_NAME_INVALID' }))
    expect(() => runFolder('runs', name, 'x'), name).toThrow(expect.objectContaining({ code: 'KD_NAME_INVALID' }))
  }
  for (const wanted of ['../..', '/etc', '..'])
    expect(() => findRun(someRuns(), wanted)).toThrow(expect.objectContaining({ code: 'KD_RUN_NOT_FOUND' }))
})
