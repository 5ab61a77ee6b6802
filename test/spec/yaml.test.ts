import { expect, test } from 'vitest'
import { stableJson } from '../../src/base/stable-json.ts'
import { errorIn, faultsIn, loadText, smallest } from './experiment-file.ts'

const same = (text: string | Uint8Array) => expect(stableJson(loadText(text).experiment)).toBe(stableJson(loadText(smallest).experiment))

/** CPU time, since the wall clock also counts what others do on the machine. */
function cpuMsSince(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}

test('a byte order mark, carriage returns, comments and JSON are all the same file', () => {
  same(`\ufeff${smallest}`)
  same(smallest.replaceAll('\n', '\r\n'))
  same(`# first\n${smallest}# last\n...\n`)
  same(
    JSON.stringify({
      apiVersion: 'kubedyno.dev/v1',
      kind: 'Experiment',
      name: 'smallest',
      workload: { model: 'resnet50' },
      load: { rate: 20, phases: [{ name: 'busy', duration: '20s' }] },
    }),
  )
})

test('a fault after a byte order mark stands in the column that an editor shows', () => {
  expect(errorIn(`\ufeffnam: x\n${smallest}`).others[0]?.place ?? errorIn(`\ufeffnam: x\n${smallest}`).place).toMatchObject({
    line: 1,
    column: 1,
    length: 3,
    text: 'nam: x',
  })
})

test('anchors and merge keys are filled in, and own keys win', () => {
  const { experiment } = loadText(
    smallest.replace(
      '    - {name: busy, duration: 20s}',
      '    - &base {name: a, duration: 1s, rate: 5}\n    - {<<: *base, name: b}\n    - {<<: [{rate: 7}, *base], name: c}\n',
    ),
  )
  expect(experiment.load.phases.map(({ name, durationMs, demand }) => [name, durationMs, demand])).toEqual([
    ['a', 1000, { kind: 'rate', arrivals: 'poisson', ratePerSecond: 5 }],
    ['b', 1000, { kind: 'rate', arrivals: 'poisson', ratePerSecond: 5 }],
    ['c', 1000, { kind: 'rate', arrivals: 'poisson', ratePerSecond: 7 }],
  ])
})

test('a fault in a merged value is shown where the value stands', () => {
  const text = smallest.replace('    - {name: busy, duration: 20s}', '    - &base {name: a, duration: 1}\n    - {<<: *base, name: b}\n')
  expect(faultsIn(text).map((fault) => fault.split(' ')[0])).toEqual(['9:33', '9:33'])
})

const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\n${[...'bcdefghij'].map((name, index) => `${name}: &${name} [${Array(9).fill(`*${'abcdefghi'[index]}`)}]`).join('\n')}\n`
const mergeBomb = `a0: &a0 {x: 1}\n${Array.from({ length: 3000 }, (_, n) => `a${n + 1}: &a${n + 1} {<<: *a${n}, k${n}: 1}`).join('\n')}\n`

test.each([
  ['a duplicate key', `${smallest}name: again\n`, '10:1 : stands twice: `name` | remove one of the two'],
  ['a tab as indentation', smallest.replace('  rate', '\trate'), '7:1 : is indented with a tab | indent with spaces'],
  ['a second document', `${smallest}---\n${smallest}`, '10:1 : begins a second YAML document | write one experiment per file'],
  [
    'a tag',
    smallest.replace('20s', '!!js/function 20s'),
    '9:30 : has a tag, which this language does not use | remove the word that begins with `!`',
  ],
  ['an alias of nothing', smallest.replace('20s', '*nothing'), '9:30 : names an anchor that is not there: `*nothing` | '],
  [
    'a key that would reach into every object',
    `${smallest}__proto__: {polluted: true}\n`,
    '10:1 : has a key that no file may have: `__proto__` | ',
  ],
  ['a key that is a list', `${smallest}[a, b]: c\n`, '10:1 : has a key that is not text | '],
  [
    'a merge of something else',
    `${smallest}<<: 5\n`,
    '10:1 : merges something that is not a mapping | after `<<:` stands an alias of a mapping, such as `*base`',
  ],
  ['a circle of aliases', `${smallest}description: &a [*a]\n`, '10:18 : is nested too deeply | '],
])('%s is a fault of syntax with its place', (_, text, fault) => {
  expect(errorIn(text).code).toBe('KD_SPEC_SYNTAX')
  expect(faultsIn(text)).toEqual([fault])
})

test.each([
  ['an alias bomb', bomb],
  ['a chain of merges', mergeBomb],
  ['lists in lists', '['.repeat(40_000)],
  ['mappings in mappings', '{a: '.repeat(10_000)],
  ['blocks in blocks', Array.from({ length: 1000 }, (_, depth) => `${' '.repeat(depth)}a:\n`).join('')],
  ['a list item in a list item', '- '.repeat(20_000)],
  ['unclosed quotes', `a: "${'x\n'.repeat(100_000)}`],
  ['broken brackets', 'a: ]\n'.repeat(9_000)],
  ['many anchors', '&a '.repeat(15_000)],
  ['many aliases', `a: &a 1\nb: [${'*a,'.repeat(15_000)}]\n`],
])('%s is refused within a second', (_, text) => {
  const before = process.cpuUsage()
  expect(errorIn(text).code).toMatch(/^KD_SPEC_(SYNTAX|TOO_LARGE|INVALID)$/)
  expect(cpuMsSince(before)).toBeLessThan(1000)
})

test('a file of many keys is read in linear time', () => {
  const before = process.cpuUsage()
  expect(errorIn(Array.from({ length: 5000 }, (_, n) => `key${n}: 1\n`).join('')).others).toHaveLength(19)
  expect(cpuMsSince(before)).toBeLessThan(1000)
})

test('no file reaches the prototype of objects', () => {
  errorIn(`${smallest}constructor: {prototype: {polluted: true}}\n`)
  errorIn(smallest, { sets: ['__proto__.polluted=true'] })
  errorIn(`${smallest}design: {factors: {__proto__.polluted: [1], constructor.prototype.polluted: [2]}}\n`)
  expect({}).not.toHaveProperty('polluted')
})
