import { execFileSync, spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { emptyFolder, kubedyno, program } from './typed.ts'

/** What bash offers for the words so far; the last one is what is being typed. */
async function offers(...words: string[]): Promise<string[]> {
  const { out } = await kubedyno(['completion', 'bash'])
  const script = `${out}
kubedyno() { ${program} "$@"; }
COMP_WORDS=(kubedyno ${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length}; _kubedyno; printf '%s\\n' "\${COMPREPLY[@]}"`
  return execFileSync('bash', ['--norc', '-c', script], { encoding: 'utf8', cwd: emptyFolder() }).split('\n').filter(Boolean)
}

test.for(['bash', 'zsh', 'fish'])('the script for %s is one that its shell can read', async (shell) => {
  const { code, out } = await kubedyno(['completion', shell])
  expect([code, out.length > 1000]).toEqual([0, true])
  const file = join(emptyFolder(), 'script')
  writeFileSync(file, out)
  const { error, status, stderr } = spawnSync(shell, ['-n', file], { encoding: 'utf8' })
  if (!error) expect([status, stderr]).toEqual([0, ''])
})

test('commands, options, choices, paths and runs are offered where they belong', async () => {
  expect(await offers('va')).toEqual(['validate'])
  expect(await offers('list', '--ru')).toEqual(['--runs'])
  expect(await offers('run', '--progress', 'p')).toEqual(['plain'])
  expect(await offers('run', '-o', '')).toEqual(['text', 'json', 'yaml'])
  expect(await offers('explain', 'load.ar')).toEqual(['load.arrivals'])
  expect(await offers('show', '')).toEqual(['latest'])
  expect(await offers('completion', 'z')).toEqual(['zsh'])
})

test('an unknown shell suggests the nearest', async () => {
  expect((await kubedyno(['completion', 'bsh'])).err).toContain('did you mean: kubedyno completion bash')
})
