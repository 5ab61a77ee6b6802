import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { realEffects } from '../../src/base/effects.ts'
import { openJournal, type RunFolder, readJournal, runState, startAttempt } from '../../src/dataset/index.ts'
import { aRun } from './a-run.ts'

function note(folder: RunFolder, ...types: ('run.recorded' | 'run.finished' | 'load.ended')[]): void {
  const journal = openJournal(folder, realEffects)
  for (const type of types) journal.append({ type }, null)
  journal.close()
}

test('the journal gives events back as they were written, and counts a line that was cut off', () => {
  const folder = aRun()
  note(folder, 'load.ended')
  appendFileSync(folder.events, '{"time":"2026-01-01T00:00:00.000Z","atMs":12,"type":"load.en')
  expect(readJournal(folder)).toMatchObject({ events: [{ type: 'load.ended' }], tornLines: 1 })
  note(folder, 'run.recorded')
  expect(readJournal(folder)).toMatchObject({ events: [{ type: 'load.ended' }, { type: 'run.recorded' }], tornLines: 1 })
})

test('a run is finished only when its journal says so and its data are there', () => {
  const folder = aRun()
  expect(runState(folder)).toBe('absent')
  note(folder, 'load.ended')
  expect(runState(folder)).toBe('unfinished')
  note(folder, 'run.recorded')
  expect(runState(folder)).toBe('unfinished')
  writeFileSync(folder.requests, '')
  writeFileSync(folder.samples, '')
  expect(runState(folder)).toBe('recorded')
  note(folder, 'run.finished')
  expect(runState(folder)).toBe('finished')
})

test('what a cut-off attempt left is kept aside, attempt by attempt', () => {
  const folder = aRun()
  expect(startAttempt(folder, realEffects)).toBe(1)
  writeFileSync(folder.events, 'first')
  mkdirSync(folder.logs)
  expect(startAttempt(folder, realEffects)).toBe(2)
  expect(readdirSync(folder.root)).toEqual(['attempts'])
  writeFileSync(folder.events, 'second')
  expect(startAttempt(folder, realEffects)).toBe(3)
  expect(readFileSync(join(folder.attempts, '1', 'events.jsonl'), 'utf8')).toBe('first')
  expect(readFileSync(join(folder.attempts, '2', 'events.jsonl'), 'utf8')).toBe('second')
  expect(existsSync(join(folder.attempts, '1', 'logs'))).toBe(true)
})

test('a run that has its data is never begun again', () => {
  const folder = aRun()
  note(folder, 'run.recorded')
  writeFileSync(folder.requests, 'data')
  writeFileSync(folder.samples, 'data')
  expect(() => startAttempt(folder, realEffects)).toThrow(expect.objectContaining({ code: 'KD_FILE_EXISTS' }))
  expect(readFileSync(folder.requests, 'utf8')).toBe('data')
})
