import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Runs a comparison with a folder for its files, which goes away afterwards; the process fails when a bar is missed. */
export async function compareIn(compare: (folder: string) => Promise<boolean>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'kubedyno-bench-'))
  try {
    process.exitCode = (await compare(folder)) ? 0 : 1
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
