import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'

/** A folder with the given files, gone after the test; `write` changes one. */
export function folderWith(files: Record<string, string>): { path: string; write(name: string, content: string): void } {
  const path = mkdtempSync(join(tmpdir(), 'kubedyno-signals-'))
  onTestFinished(() => rmSync(path, { recursive: true, force: true }))
  const write = (name: string, content: string) => {
    mkdirSync(dirname(join(path, name)), { recursive: true })
    writeFileSync(join(path, name), content)
  }
  for (const [name, content] of Object.entries(files)) write(name, content)
  return { path, write }
}
