import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { realEffects } from '../../src/base/effects.ts'
import { identify } from '../../src/base/process-identity.ts'
import { lockExperiment } from '../../src/dataset/index.ts'
import { runsRoot } from './a-run.ts'

test('one process at a time runs an experiment', () => {
  const root = runsRoot()
  const lock = lockExperiment(root, 'tiny', realEffects)
  expect(() => lockExperiment(root, 'tiny', realEffects)).toThrow(expect.objectContaining({ code: 'KD_RUN_LOCKED' }))
  lockExperiment(root, 'other', realEffects).close()
  lock.close()
  expect(existsSync(join(root, 'tiny', '.lock'))).toBe(false)
  lockExperiment(root, 'tiny', realEffects).close()
})

test('a lock whose process is gone, or whose number another process has now, is taken over', async () => {
  const root = runsRoot()
  const path = join(root, 'tiny', '.lock')
  const child = spawn('sleep', ['60'])
  await once(child, 'spawn')
  mkdirSync(join(root, 'tiny'))
  const gone = identify(child.pid ?? 0, realEffects)
  writeFileSync(path, JSON.stringify(gone))
  expect(() => lockExperiment(root, 'tiny', realEffects)).toThrow(/is being run by process/)
  child.kill('SIGKILL')
  await once(child, 'exit')
  lockExperiment(root, 'tiny', realEffects).close()

  for (const stale of [JSON.stringify({ pid: process.pid, start: '1' }), 'not JSON', '', 'null']) {
    writeFileSync(path, stale)
    const lock = lockExperiment(root, 'tiny', realEffects)
    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ pid: process.pid })
    lock.close()
  }
})
