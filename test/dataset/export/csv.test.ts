import fc from 'fast-check'
import { expect, test } from 'vitest'
import { csvLine } from '../../../src/dataset/export/csv.ts'

test('commas, quotes and line breaks are quoted, missing values are empty', () => {
  expect(csvLine(['a,b', 'say "x"', 'two\nlines', null, Number.NaN, 1.5])).toBe('"a,b","say ""x""","two\nlines",,,1.5\n')
})

test('any cells come back from a reader of RFC 4180', () => {
  fc.assert(
    fc.property(fc.array(fc.string(), { minLength: 2 }), (cells) => {
      expect(readLine(csvLine(cells))).toEqual(cells)
    }),
  )
})

function readLine(line: string): string[] {
  const cells = line.slice(0, -1).matchAll(/("(?:[^"]|"")*"|[^",]*)(?:,|$)/gs)
  const texts = [...cells].map(([, cell = '']) => (cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell))
  return line.slice(0, -1).endsWith(',') ? texts : texts.slice(0, -1)
}
