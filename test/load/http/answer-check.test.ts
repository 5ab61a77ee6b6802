import { expect, test } from 'vitest'
import { answerCheck } from '../../../src/load/http/answer-check.ts'

const judge = (chunks: (string | Buffer)[], headLength?: string) => {
  const check = answerCheck(headLength)
  for (const chunk of chunks) check.see(Buffer.from(chunk))
  return check.good()
}

test('an answer of the protocol is good, in one piece or byte by byte', () => {
  const text = '{"model_name":"m","outputs":[{"name":"y","data":[1]}]}\n'
  expect(judge([text])).toBe(true)
  expect(judge([...text])).toBe(true)
  expect(judge([text.replace('[1]', `[${'1,'.repeat(50_000)}1]`)])).toBe(true)
})

test('an answer with binary outputs is good when its head fits into it', () => {
  const head = '{"outputs":[]}'
  const body = Buffer.concat([Buffer.from(head), Buffer.from([1, 2, 3])])
  expect(judge([body], String(head.length))).toBe(true)
  expect(judge([body], '100')).toBe(false)
  expect(judge([body], 'x')).toBe(false)
})

test('anything else is not', () => {
  expect(judge([])).toBe(false)
  expect(judge(['<html>"outputs"</html>'])).toBe(false)
  expect(judge(['{"error":"no such model"}'])).toBe(false)
  expect(judge(['{"outputs":[{"data":[1,2'])).toBe(false)
})
