import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { emptyFolder, kubedyno, shell } from './typed.ts'

test('a wrong word ends with 2, says what was meant, and prints nothing as a result', async () => {
  expect(await kubedyno(['shwo'])).toEqual({
    code: 2,
    signal: null,
    out: '',
    err: 'error KD_USAGE  there is no command "shwo"\nhint  did you mean: kubedyno show\n',
  })
})

test('a malformed file ends with 2 and points at the place', async () => {
  const folder = emptyFolder()
  writeFileSync(join(folder, 'bad.yaml'), 'name: [1, 2\nkind: Experiment\n')
  const { code, out, err } = await kubedyno(['validate', 'bad.yaml'], { folder })
  expect([code, out]).toEqual([2, ''])
  expect(err).toMatch(/^error KD_SPEC_SYNTAX {2}bad\.yaml:\d+:\d+/)
  expect(err).not.toContain('    at ')
})

test('with -o json an error is one JSON object on standard error', async () => {
  const { code, out, err } = await kubedyno(['validate', 'none.yaml', '-o', 'json'])
  expect([code, out]).toEqual([2, ''])
  expect(JSON.parse(err).error).toMatchObject({ code: 'KD_FILE_NOT_FOUND', exitCode: 2 })
})

test.for(['nothing-like-it', '..', '../..', 'a/../../b', ''])('a run called %j is not found, and nothing is written', async (name) => {
  const { code, err } = await kubedyno(['report', '--', name])
  expect(code).toBe(2)
  expect(err).toMatch(/^error KD_(RUN_NOT_FOUND|NAME_INVALID)/)
  expect(err).not.toContain('    at ')
})

test('`init` leaves a file that is there as it is', async () => {
  const folder = emptyFolder()
  writeFileSync(join(folder, 'experiment.yaml'), 'mine')
  const { code, err } = await kubedyno(['init'], { folder })
  expect([code, err.split('  ')[0]]).toEqual([2, 'error KD_FILE_EXISTS'])
  expect(readFileSync(join(folder, 'experiment.yaml'), 'utf8')).toBe('mine')
})

test('a reader that leaves early is no error', async () => {
  const { code, out, err } = await shell('set -o pipefail; kubedyno schema | head -1')
  expect({ code, out, err }).toEqual({ code: 0, out: '{\n', err: '' })
})

test('a closed standard output or standard error is no crash', async () => {
  expect((await shell('kubedyno version >&-')).code).toBe(0)
  expect((await shell('kubedyno shwo 2>&-')).code).toBe(2)
})

test('an engine that is not there yet says what to do instead', async () => {
  const folder = emptyFolder()
  await kubedyno(['init'], { folder })
  const { code, err } = await kubedyno(['run', 'experiment.yaml', '--set', 'engine=kubernetes'], { folder })
  expect(code).toBe(3)
  expect(err).toContain('error KD_NOT_SUPPORTED')
  expect(err).toContain('hint  run it on this machine: kubedyno run experiment.yaml --set engine=local')
})

test('--set without a value says how it is written', async () => {
  const { code, err } = await kubedyno(['plan', 'x.yaml', '--set', 'load.rate'])
  expect([code, err]).toEqual([2, expect.stringContaining('write --set PATH=VALUE')])
})

test('an unknown signal in a file is found before anything runs', async () => {
  const folder = emptyFolder()
  await kubedyno(['init'], { folder })
  const { code, err } = await kubedyno(['validate', 'experiment.yaml', '--set', 'recording.signals=[cpu_second_total]'], { folder })
  expect([code, err]).toEqual([2, expect.stringContaining('did you mean cpu_seconds_total?')])
})

test('a variable that looks mistyped is warned about, and --quiet keeps still', async () => {
  const folder = emptyFolder()
  await kubedyno(['init'], { folder })
  const environment = { KUBEDYNO_LOAD_RAET: '3' }
  expect((await kubedyno(['validate', 'experiment.yaml'], { folder, environment })).err).toContain('did you mean KUBEDYNO_LOAD_RATE?')
  expect((await kubedyno(['validate', 'experiment.yaml', '--quiet'], { folder, environment })).err).toBe('')
})
