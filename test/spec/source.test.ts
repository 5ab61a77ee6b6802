import { execFileSync } from 'node:child_process'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { DynoError } from '../../src/base/errors.ts'
import { loadExperiment } from '../../src/spec/index.ts'
import { errorIn, experimentFile, smallest } from './experiment-file.ts'

function errorAt(path: string): DynoError {
  try {
    loadExperiment(path, { overrides: [] })
  } catch (error) {
    if (error instanceof DynoError) return error
    throw error
  }
  throw new Error('the file was accepted')
}

test('a file of ten megabytes is refused before it is parsed', () => {
  expect(errorIn('# long\n'.repeat(1_500_000))).toMatchObject({
    code: 'KD_SPEC_TOO_LARGE',
    hint: 'an experiment file has some kilobytes; is it the right file?',
  })
})

test('a device without an end is refused', () => {
  expect(errorAt('/dev/zero').code).toBe('KD_SPEC_TOO_LARGE')
})

test('a file that is not there names its neighbour', () => {
  const path = experimentFile(smallest)
  expect(errorAt(join(dirname(path), 'experimnet.yaml'))).toMatchObject({
    code: 'KD_FILE_NOT_FOUND',
    hint: 'did you mean experiment.yaml?',
  })
  expect(errorAt(`${path}/inside.yaml`).code).toBe('KD_FILE_NOT_FOUND')
  expect(errorAt('no\0such').code).toBe('KD_FILE_NOT_FOUND')
  expect(errorAt('x'.repeat(5000)).code).toBe('KD_FILE_NOT_FOUND')
})

test('a folder is told apart from a file', () => {
  expect(errorAt(dirname(experimentFile(smallest)))).toMatchObject({
    code: 'KD_FILE_NOT_FOUND',
    message: expect.stringContaining('is a folder'),
  })
})

test('bytes that are not UTF-8 are shown with their line', () => {
  const latin = Buffer.from(smallest.replace('smallest', 'caf\u00e9'), 'latin1')
  expect(errorIn(latin)).toMatchObject({ code: 'KD_SPEC_SYNTAX', message: 'is not UTF-8 text', place: { line: 3, column: 10 } })
  expect(errorIn(Buffer.from(smallest, 'utf16le')).code).toBe('KD_SPEC_SYNTAX')
  expect(errorIn(smallest.replace('smallest', 'a\0b'))).toMatchObject({
    message: 'holds a control character',
    place: { line: 3, column: 8 },
  })
})

test.each(['', '\n\n', '# only words\n', '---\n', '~\n', '\ufeff'])('an empty file is told so: %j', (text) => {
  expect(errorIn(text)).toMatchObject({ code: 'KD_SPEC_INVALID', message: expect.stringContaining('is empty') })
})

test.each(['42', '- a\n', 'text', '"', '[}'])('a file that is no mapping is refused: %j', (text) => {
  expect(errorIn(text).code).toMatch(/^KD_SPEC_(INVALID|SYNTAX)$/)
})

test('a pipe can be read like a file', () => {
  const script = `import { loadExperiment } from '${join(process.cwd(), 'src/spec/index.ts')}'\nconsole.log(loadExperiment('/dev/stdin', { overrides: [] }).experiment.name)`
  expect(
    execFileSync('sh', ['-c', 'cat "$0" | "$1" --input-type=module -e "$2"', experimentFile(smallest), process.execPath, script], {
      encoding: 'utf8',
    }),
  ).toBe('smallest\n')
})
