import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { rooms } from '../scripts/rooms.ts'

test('every folder of src is a room of the table', () => {
  for (const folder of readdirSync('src')) expect(rooms).toHaveProperty(folder)
})

test('no file has a name that says nothing', () => {
  const names = readdirSync('src', { recursive: true, encoding: 'utf8' })
  expect(names.filter((name) => /(^|\/)(utils?|helpers?|common|misc|managers?)(\.|\/|$)/.test(name))).toEqual([])
})

test('the linter refuses an arrow against the table', () => {
  const trespass = 'src/spec/trespass.ts'
  writeFileSync(trespass, "export type { Plan } from '../plan/index.ts'\n")
  try {
    execFileSync('node_modules/.bin/biome', ['lint', trespass], { stdio: 'pipe' })
    expect.unreachable('the linter let it pass')
  } catch (error) {
    expect(String((error as { stderr: Buffer }).stderr)).toContain('src/spec may not import src/plan')
  } finally {
    rmSync(trespass)
  }
})

test('packages stand in the lock file without addresses', () => {
  expect(readFileSync('package-lock.json', 'utf8')).not.toContain('"resolved"')
})
