import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { basicWords } from '../../../src/serving/text/basic-words.ts'
import { bertTokenizer } from '../../../src/serving/text/word-piece.ts'
import { needs } from '../../services/service.ts'
import { keptFile } from '../packages/kept-file.ts'

const small = bertTokenizer(['[PAD]', '[UNK]', '[CLS]', '[SEP]', 'un', '##aff', '##able', '##a', 'hello', '!', 'a'].join('\n'))

test('words are without case, accents and control characters, with punctuation and ideographs apart', () => {
  const words = (text: string) => [...basicWords(text)]
  expect(words('Crème\tBRÛLÉE, İstanbul')).toEqual(['creme', 'brulee', ',', 'istanbul'])
  expect(words("don't $5~x")).toEqual(['don', "'", 't', '$', '5', '~', 'x'])
  expect(words('北京 is')).toEqual(['北', '京', 'is'])
  expect(words('a\u0000b\ufffdc\u200bd e\u00a0f\u2028g')).toEqual(['abcd', 'e', 'f', 'g'])
  expect(words('')).toEqual([])
  expect(words(`${'x'.repeat(101)} ${'y'.repeat(100)}`)).toEqual([null, 'y'.repeat(100)])
})

test('takes the longest piece each time, and the token for what it does not know', () => {
  expect(small('unaffable hello!', 20)).toEqual([2, 4, 5, 6, 8, 9, 3])
  expect(small('unaffably', 20)).toEqual([2, 1, 3])
  expect(small(`${'a'.repeat(101)} a`, 20)).toEqual([2, 1, 10, 3])
})

test('a text of any length gives at most as many tokens as asked for, the last of them closing it', () => {
  const hashed = bertTokenizer(null)
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), fc.integer({ min: 2, max: 30 }), (text, limit) => {
      for (const tokenize of [small, hashed]) {
        const tokens = tokenize(text, limit)
        expect(tokens.length).toBeLessThanOrEqual(limit)
        expect(tokens.at(-1)).toBe(tokenize === small ? 3 : 102)
      }
    }),
  )
})

test('without a vocabulary a text gets numbers of its own within the vocabulary of BERT, the same each time', () => {
  const tokenize = bertTokenizer(null)
  const tokens = tokenize('the extraordinarily long word, the end', 512)
  expect(tokens).toHaveLength(11)
  expect(tokens[1]).toBe(tokens[8])
  expect(new Set(tokens).size).toBe(10)
  for (const token of tokens.slice(1, -1)) expect(token).toSatisfy((number: number) => number >= 1000 && number < 30_522)
})

/** As the tokenizers library of Hugging Face (0.23) encodes them with the package's own `tokenizer.json`, cut to 16 tokens. */
const known: [string, number[]][] = [
  ['Hello, world!', [101, 7592, 1010, 2088, 999, 102]],
  ['unaffable', [101, 14477, 20961, 3468, 102]],
  ['Crème brûlée, naïvely', [101, 13675, 21382, 7987, 9307, 2063, 1010, 15743, 2135, 102]],
  ['北京 is 2,000 km away', [101, 1781, 1755, 2003, 1016, 1010, 2199, 2463, 2185, 102]],
  ["don't stop-believin' $5~x", [101, 2123, 1005, 1056, 2644, 1011, 19337, 2666, 6371, 1005, 1002, 1019, 1066, 1060, 102]],
  ['a\u0000b\ufffdc\u200bd e\u00a0f\u2028g', [101, 5925, 2094, 1041, 1042, 1043, 102]],
  ['   ', [101, 102]],
  ['x'.repeat(101), [101, 100, 102]],
  ['x'.repeat(100), [101, 22038, ...Array(13).fill(20348), 102]],
  ['Ångström ﬁ İstanbul ΑΒΓΔ', [101, 17076, 15687, 1984, 9960, 1155, 29720, 29721, 29722, 102]],
  ['😀 smile', [101, 100, 2868, 102]],
  ['co\u0301mo ты й', [101, 18609, 1197, 29113, 1188, 102]],
  ['électro-encéphalographie', [101, 16175, 1011, 4372, 3401, 21890, 21197, 24342, 2666, 102]],
]

needs('weights')('encodes as the tokenizer of the package does', () => {
  const path = keptFile('minilm', 'vocab.txt')
  const tokenize = bertTokenizer(readFileSync(path, 'utf8'))
  for (const [text, tokens] of known) expect(tokenize(text, 16), text).toEqual(tokens)
})
