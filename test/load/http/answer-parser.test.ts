import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type AnswerHead, type AnswerState, answerParser } from '../../../src/load/http/answer-parser.ts'

interface Parsed {
  state: AnswerState
  closing: string
  head: AnswerHead | null
  body: string
  overrun: boolean
}

/** Parses bytes that come split at these places. */
function parse(wire: string, splits: readonly number[] = []): Parsed {
  let head: AnswerHead | null = null
  let body = ''
  const parser = answerParser({
    onHead: (told) => {
      head = told
    },
    onBody: (bytes, from, to) => {
      body += bytes.toString('latin1', from, to)
    },
  })
  parser.begin()
  const all = Buffer.from(wire, 'latin1')
  const lent = Buffer.alloc(all.length)
  const edges = [0, ...splits.map((split) => split % (all.length + 1)).sort((a, b) => a - b), all.length]
  let state: AnswerState = 'more'
  for (let piece = 1; piece < edges.length && state === 'more'; piece++) {
    lent.fill(0)
    const length = all.copy(lent, 0, edges[piece - 1], edges[piece])
    if (length > 0) state = parser.read(lent, length)
  }
  return { state, closing: parser.close(), head, body, overrun: state === 'whole' && parser.overrun() }
}

const line = (...lines: string[]) => `${lines.join('\r\n')}\r\n`
const body = '{"outputs":[]}'
const ok = 'HTTP/1.1 200 OK'

const answers: [name: string, wire: string, expected: Partial<Parsed>, head?: Partial<AnswerHead>][] = [
  ['a body by length', line(ok, 'Content-Length: 14', '') + body, { state: 'whole', body }, { status: 200, keepAlive: true }],
  ['a header in any case, with blanks around it', line(ok, 'cOnTeNt-LENGTH:\t 14 ', '') + body, { state: 'whole', body }],
  ['the same length twice', line(ok, 'Content-Length: 14', 'Content-Length: 14', '') + body, { state: 'whole', body }],
  ['lines that end without a return', `${ok}\nContent-Length: 14\n\n${body}`, { state: 'whole', body }],
  ['no reason phrase', line('HTTP/1.1 200', 'Content-Length: 0', ''), { state: 'whole', body: '' }],
  ['no body', line('HTTP/1.1 204 No Content', ''), { state: 'whole', body: '' }, { status: 204 }],
  [
    'chunks, an extension and a trailer',
    line(ok, 'Transfer-Encoding: chunked', '', '5;x="1"', '{"out', '9', 'puts":[]}', '0', 'Digest: 1', ''),
    { state: 'whole', body },
    { keepAlive: true },
  ],
  ['chunks that win over a length', line(ok, 'Content-Length: 3', 'Transfer-Encoding: chunked', '', 'e', body, '0', ''), { body }],
  ['a body until the close', line(ok, '') + body, { state: 'more', closing: 'whole', body }, { keepAlive: false }],
  [
    'heads before the final one',
    line('HTTP/1.1 100 Continue', '', 'HTTP/1.1 103 Early Hints', 'Content-Length: 9', '', ok, 'Content-Length: 14', '') + body,
    { state: 'whole', body },
    { status: 200 },
  ],
  ['a last answer', line(ok, 'Connection: close', 'Content-Length: 14', '') + body, { state: 'whole' }, { keepAlive: false }],
  ['an old server', line('HTTP/1.0 200 OK', 'Content-Length: 14', '') + body, { state: 'whole' }, { keepAlive: false }],
  [
    'an old server that keeps the connection',
    line('HTTP/1.0 200 OK', 'Connection: Keep-Alive', 'Content-Length: 14', '') + body,
    { state: 'whole' },
    { keepAlive: true },
  ],
  [
    'stages and the length of the JSON part',
    line(ok, 'Server-Timing: infer;dur=2', 'server-timing: queue;dur=1', 'Inference-Header-Content-Length: 14', 'Content-Length: 14', '') +
      body,
    { state: 'whole' },
    { serverTiming: 'infer;dur=2,queue;dur=1', inferenceHeadLength: '14' },
  ],
  ['more than an answer', `${line(ok, 'Content-Length: 14', '') + body}HTTP`, { state: 'whole', body, overrun: true }],
  ['a cut body', line(ok, 'Content-Length: 15', '') + body, { state: 'more', closing: 'cut' }],
  ['a cut chunk', line(ok, 'Transfer-Encoding: chunked', '', 'ff', body), { state: 'more', closing: 'cut' }],
  ['a cut head', line(ok, 'Content-Length: 15'), { state: 'more', closing: 'headless' }],
]

test.each(answers)('reads %s', (_, wire, expected, head) => {
  const parsed = parse(wire)
  expect(parsed).toMatchObject(expected)
  if (head) expect(parsed.head).toMatchObject(head)
})

test('splits change nothing but what came too much', () => {
  const places = fc.array(fc.nat(400), { maxLength: 30 })
  fc.assert(
    fc.property(fc.constantFrom(...answers.map(([, wire]) => wire)), places, (wire, splits) => {
      const { overrun: _, ...whole } = parse(wire)
      expect(parse(wire, splits)).toMatchObject(whole)
    }),
    { numRuns: 2000, seed: 1 },
  )
})

test('any body comes out as it went in, in whatever chunks', () => {
  const pieces = fc.array(fc.string({ minLength: 1, maxLength: 40, unit: 'binary-ascii' }), { maxLength: 8 })
  fc.assert(
    fc.property(pieces, fc.array(fc.nat(600), { maxLength: 20 }), (chunks, splits) => {
      const wire = `${line(ok, 'Transfer-Encoding: chunked', '') + chunks.map((chunk) => line(chunk.length.toString(16), chunk)).join('')}0\r\n\r\n`
      expect(parse(wire, splits)).toMatchObject({ state: 'whole', body: chunks.join(''), overrun: false })
    }),
    { numRuns: 500, seed: 2 },
  )
})

const garbage: [name: string, wire: string][] = [
  ['no HTTP', 'SSH-2.0-OpenSSH_9.2'],
  ['another version', line('HTTP/2.0 200 OK', '')],
  ['no status', line('HTTP/1.1 OK', '')],
  ['a status that is too long', line('HTTP/1.1 2000 OK', '')],
  ['a switch to another protocol', line('HTTP/1.1 101 Switching Protocols', '')],
  ['a header without a colon', line(ok, 'nonsense', '')],
  ['a header without a name', line(ok, ': 1', '')],
  ['a folded header', line(ok, 'Server: a', ' b', '')],
  ['a length that is none', line(ok, 'Content-Length: -1', '')],
  ['two lengths', line(ok, 'Content-Length: 1', 'Content-Length: 2', '')],
  ['a chunk without a size', line(ok, 'Transfer-Encoding: chunked', '', 'g', '')],
  ['a chunk that is longer than it said', line(ok, 'Transfer-Encoding: chunked', '', '1', 'ab', '')],
  ['a head without an end', `${ok}\r\n${'x-filling: 1\r\n'.repeat(6000)}`],
  ['a line without an end', `${ok}\r\nx: ${'1'.repeat(70_000)}`],
  ['early heads without an end', 'HTTP/1.1 100 Continue\r\n\r\n'.repeat(3000)],
  ['trailers without an end', line(ok, 'Transfer-Encoding: chunked', '', '0') + 'x-filling: 1\r\n'.repeat(6000)],
]

test.each(garbage)('refuses %s', (_, wire) => {
  expect(parse(wire).state).toBe('malformed')
  expect(parse(wire, [1, 3, 9, 20, 40, 41]).state).toBe('malformed')
})

test('no bytes make it throw', () => {
  const word = fc.constantFrom(
    'HTTP/1.1 200 OK\r\n',
    'content-length: 3\r\n',
    'transfer-encoding: chunked\r\n',
    '\r\n',
    '3\r\n',
    '0\r\n',
    ':',
    ' ',
  )
  const wire = fc.array(fc.oneof(word, fc.string()), { maxLength: 12 }).map((words) => words.join(''))
  fc.assert(
    fc.property(wire, fc.array(fc.nat(200)), (text, splits) => {
      expect(['more', 'whole', 'malformed']).toContain(parse(text, splits).state)
    }),
    { numRuns: 1000, seed: 3 },
  )
})
