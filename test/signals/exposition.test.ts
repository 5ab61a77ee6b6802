import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type ExpositionSample, parseExposition } from '../../src/signals/exposition.ts'
import { parseMetricValue } from '../../src/signals/metric-value.ts'

const one = (text: string) => {
  const { samples, badLines } = parseExposition(text)
  expect({ count: samples.length, badLines }).toEqual({ count: 1, badLines: 0 })
  const { labels, ...rest } = samples[0] as ExpositionSample
  return { ...rest, labels: Object.fromEntries(labels) }
}

describe('a line', () => {
  test.each([
    ['up 1', { name: 'up', value: 1, labels: {} }],
    ['up 1\r', { name: 'up', value: 1, labels: {} }],
    ['  up \t 1 ', { name: 'up', value: 1, labels: {} }],
    ['a:b{x="1"} 2.5e-3 1395066363000', { name: 'a:b', value: 0.0025, labels: { x: '1' }, timestampMs: 1395066363000 }],
    ['a{ x = "1" , y = "2" , } 3', { name: 'a', value: 3, labels: { x: '1', y: '2' } }],
    ['a{} 3 -5', { name: 'a', value: 3, labels: {}, timestampMs: -5 }],
    ['a{p="C:\\\\D\\n\\"E\\" \\q é,}"} NaN', { name: 'a', value: Number.NaN, labels: { p: 'C:\\D\n"E" \\q é,}' } }],
    ['b_bucket{le="+Inf"} +Inf', { name: 'b_bucket', value: Number.POSITIVE_INFINITY, labels: { le: '+Inf' } }],
    ['a -inf', { name: 'a', value: Number.NEGATIVE_INFINITY, labels: {} }],
    ['a{__proto__="x"} 1', { name: 'a', value: 1, labels: Object.fromEntries([['__proto__', 'x']]) }],
    ['{"my.metric","a label"="x",y="z"} 4', { name: 'my.metric', value: 4, labels: { 'a label': 'x', y: 'z' } }],
  ])('%j is understood', (line, expected) => {
    expect(one(`${line}\n`)).toEqual({ timestampMs: null, ...expected })
  })

  test.each([
    'up',
    'up one',
    'up 1 2 3',
    'up 1 1.5',
    'up 0x10',
    'up 1_000',
    '1up 1',
    'a{x=1} 1',
    'a{x="1} 1',
    'a{x="1"',
    'a{x="1" y="2"} 1',
    'a{x="1",x="2"} 1',
    'a{,} 1',
    'a{"b"} 1',
    '{x="1"} 1',
    '{} 1',
    '<html>',
    '\u0000',
  ])('%j is bad, and the lines around it are not', (line) => {
    const { samples, badLines } = parseExposition(`before 1\n${line}\nafter 2\n`)
    expect(samples.map(({ name }) => name)).toEqual(['before', 'after'])
    expect(badLines).toBe(1)
  })
})

test('comments and blank lines are neither samples nor bad', () => {
  const text = '# HELP a What "a" is { \n# TYPE a counter\n\n   \n\r\n # so\na 1\n# EOF'
  expect(parseExposition(text)).toMatchObject({ samples: [{ name: 'a' }], badLines: 0 })
})

test('a last line without an end is bad: it may be the beginning of a longer number', () => {
  expect(parseExposition('a 1\nb 12')).toMatchObject({ samples: [{ name: 'a' }], badLines: 1 })
})

const samples = fc.array(
  fc.record({
    name: fc.stringMatching(/^[a-zA-Z_:][a-zA-Z0-9_:]{0,20}$/),
    labels: fc.uniqueArray(fc.tuple(fc.stringMatching(/^[a-zA-Z_][a-zA-Z0-9_]{0,8}$/), fc.string({ unit: 'binary', maxLength: 12 })), {
      selector: ([label]) => label,
      maxLength: 4,
    }),
    value: fc.double(),
    timestampMs: fc.option(fc.maxSafeInteger()),
  }),
  { maxLength: 8 },
)

test('what was written is read back', () => {
  fc.assert(
    fc.property(samples, fc.constantFrom('\n', '\r\n'), (written, lineEnd) => {
      const read = parseExposition(render(written, lineEnd))
      expect(read.badLines).toBe(0)
      expect(read.samples).toEqual(written.map((sample) => ({ ...sample, labels: new Map(sample.labels) })))
    }),
    { numRuns: 1000 },
  )
})

const mutation = fc.record({ at: fc.nat(400), removed: fc.nat(6), added: fc.string({ unit: 'binary', maxLength: 4 }) })

test('mutated text never throws, and each line is a sample, bad, a comment or blank', () => {
  fc.assert(
    fc.property(samples, fc.array(mutation, { minLength: 1, maxLength: 4 }), (written, mutations) => {
      let text = `# TYPE a counter\n${render(written, '\n')}`
      for (const { at, removed, added } of mutations) text = text.slice(0, at) + added + text.slice(at + removed)
      const { samples: read, badLines } = parseExposition(text)
      expect(read.length + badLines).toBeLessThanOrEqual(text.split('\n').length)
      for (const { name, value } of read) expect(name !== '' && typeof value === 'number').toBe(true)
    }),
    { numRuns: 10_000 },
  )
})

test('every number is read as JavaScript itself would, to the last bit', () => {
  const text = fc.oneof(
    fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
    fc.tuple(fc.double({ min: -1e9, max: 1e9, noNaN: true }), fc.nat(14)).map(([value, digits]) => value.toFixed(digits)),
    fc.bigInt().map(String),
  )
  fc.assert(
    fc.property(text, (word) => Object.is(parseMetricValue(word, 0, word.length), Number(word))),
    { numRuns: 5000 },
  )
})

function render(
  written: readonly { name: string; labels: [string, string][]; value: number; timestampMs: number | null }[],
  lineEnd: string,
) {
  return written
    .map(({ name, labels, value, timestampMs }) => {
      const inside = labels.map(([label, text]) => `${label}="${text.replace(/[\\"]/g, '\\$&').replaceAll('\n', '\\n')}"`).join(',')
      const number = Object.is(value, -0) ? '-0' : Number.isFinite(value) ? String(value) : String(value).replace('Infinity', 'Inf')
      return `${name}${labels.length > 0 ? `{${inside}}` : ''} ${number}${timestampMs === null ? '' : ` ${timestampMs}`}${lineEnd}`
    })
    .join('')
}
