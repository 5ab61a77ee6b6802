import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync } from 'node:fs'
import * as process from 'node:process'
import { expect, test } from 'vitest'
import { readRequests } from '../../src/dataset/index.ts'
import { aRun, runsRoot } from './a-run.ts'

/** Writes rows in small groups for ever and says after each flush how many are safe. */
const endlessWriter = `
  const { openRequestsWriter, runFolder } = await import('./src/dataset/index.ts')
  const { realEffects } = await import('./src/base/effects.ts')
  const { batchOf, meta } = await import('./test/dataset/plain-batch.ts')
  const writer = openRequestsWriter(runFolder(process.argv[1], 'tiny', meta.runId), meta, realEffects)
  for (let rows = 0; ; rows += 50) {
    writer.append(batchOf(rows, 50), [])
    writer.flush()
    process.stdout.write((rows + 50) + '\\n')
    await new Promise(setImmediate)
  }`

test('kill -9 at any moment leaves every flushed row readable', async () => {
  for (let round = 0; round < 10; round++) {
    const root = runsRoot()
    const folder = aRun(root)
    mkdirSync(folder.root, { recursive: true })
    const child = spawn(process.execPath, ['--input-type=module', '-e', endlessWriter, root], { stdio: ['ignore', 'pipe', 'inherit'] })
    let said = ''
    child.stdout.on('data', (data) => {
      said += data
    })
    await until(() => said.split('\n').length > 3 + round * 7, child)
    child.kill('SIGKILL')
    await once(child, 'close')
    const safe = Number(said.trimEnd().split('\n').at(-1))
    const table = await readRequests(folder)
    expect(table.closed).toBe(false)
    expect(table.count).toBeGreaterThanOrEqual(safe)
    expect(table.count % 50).toBe(0)
    expect(table.intendedMs[table.count - 1]).toBe(table.count - 1)
  }
})

async function until(condition: () => boolean, child: ChildProcess): Promise<void> {
  while (!condition()) {
    if (child.exitCode !== null) throw new Error(`the writer ended with ${child.exitCode}`)
    await new Promise((resolve) => setTimeout(resolve, 3))
  }
}
