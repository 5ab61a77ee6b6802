import { expect, test } from 'vitest'
import { DynoError } from '../../../src/base/errors.ts'
import { errorJson, errorText } from '../../../src/cli/printing/error-text.ts'

const plain = { color: false, width: 100 }

function fault(text: string, column: number, length = 2, message = 'must be greater than 0 (requests per second)') {
  return new DynoError('KD_SPEC_INVALID', message, {
    path: 'load.rate',
    place: { file: 'experiment.yaml', line: 4, column, length, text },
    hint: 'to drive by concurrency instead of rate, use `kind: closed`',
  })
}

test('a fault in a file is shown with its place, a caret and what to do', () => {
  expect(errorText(fault('  rate: -3', 9), plain)).toBe(`error KD_SPEC_INVALID  experiment.yaml:4:9  load.rate
  4 │   rate: -3
    │         ^^ must be greater than 0 (requests per second)
hint  to drive by concurrency instead of rate, use \`kind: closed\`
`)
})

test('the caret stays under the fault when the line holds tabs or is cut because it is long', () => {
  for (const text of ['\t\trate: -3', `${'x'.repeat(300)}rate: -3${'y'.repeat(300)}`]) {
    const [, line = '', carets = ''] = errorText(fault(text, text.indexOf('-3') + 1), plain).split('\n')
    expect(line.slice(carets.indexOf('^'), carets.indexOf('^') + 2)).toBe('-3')
    expect(line.length).toBeLessThanOrEqual(plain.width)
  }
})

test('text of a file cannot steer the terminal', () => {
  const text = errorText(fault('\u001b[31mred\u0007 rate: -3', 1, 1, 'no \u001b[2J'), plain)
  expect(text).not.toContain('\u001b')
  expect(text).not.toContain('\u0007')
})

test('all faults of a file are shown, the first one first', () => {
  const error = new DynoError('KD_SPEC_INVALID', 'first', { others: [new DynoError('KD_SPEC_INVALID', 'second', { hint: 'mend it' })] })
  expect(errorText(error, plain)).toBe('error KD_SPEC_INVALID  first\n\nerror KD_SPEC_INVALID  second\nhint  mend it\n')
})

test('a mistake in kubedyno itself shows its stack', () => {
  expect(errorText(new TypeError('oops'), plain)).toMatch(/^bug {2}TypeError: oops\n {4}at .*error-text\.test/)
})

test('as JSON an error is one line with everything in it', () => {
  const text = errorJson(fault('  rate: -3', 9), 2)
  expect(text.trim()).not.toContain('\n')
  expect(JSON.parse(text)).toEqual({
    error: {
      code: 'KD_SPEC_INVALID',
      exitCode: 2,
      message: 'must be greater than 0 (requests per second)',
      hint: 'to drive by concurrency instead of rate, use `kind: closed`',
      path: 'load.rate',
      place: { file: 'experiment.yaml', line: 4, column: 9, length: 2, text: '  rate: -3' },
    },
  })
})

test('colours come only when they are wanted', () => {
  expect(errorText(fault('  rate: -3', 9), plain)).not.toContain('\u001b')
  expect(errorText(fault('  rate: -3', 9), { ...plain, color: true })).toContain('\u001b[31merror\u001b[0m KD_SPEC_INVALID')
})
