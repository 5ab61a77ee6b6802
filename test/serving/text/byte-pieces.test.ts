import fc from 'fast-check'
import { expect, test } from 'vitest'
import { textOfTokens } from '../../../src/serving/text/byte-pieces.ts'

/** GPT-2's way to write bytes, from its published description: printable ones stand for themselves, the others are counted up from 256. */
const printable = [...'!~¡¬®ÿ'].map((character) => character.charCodeAt(0))
const [a, b, c, d, e, f] = printable as [number, number, number, number, number, number]
const isPrintable = (byte: number) => (byte >= a && byte <= b) || (byte >= c && byte <= d) || (byte >= e && byte <= f)
const hidden = Array.from({ length: 256 }, (_, byte) => byte).filter((byte) => !isPrintable(byte))
const written = (bytes: Uint8Array) =>
  [...bytes].map((byte) => String.fromCharCode(isPrintable(byte) ? byte : 256 + hidden.indexOf(byte))).join('')

test('pieces become words, with the space that they begin with', () => {
  expect(textOfTokens([2, 0, 1], ['Ġquick', 'Ġbrown.', 'The'])).toBe('The quick brown.')
})

test('a character may be spread over pieces; what stays half is told as such', () => {
  expect(textOfTokens([0, 1], ['cafÃ', '©'])).toBe('café')
  expect(textOfTokens([0], ['cafÃ'])).toBe('caf�')
})

test('every text comes back from its bytes, however they are cut into pieces', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 1, max: 5 }), (text, length) => {
      const characters = written(new TextEncoder().encode(text))
      const pieces = characters.match(new RegExp(`.{1,${length}}`, 'gsu')) ?? []
      expect(textOfTokens([...pieces.keys()], pieces)).toBe(new TextDecoder().decode(new TextEncoder().encode(text)))
    }),
  )
})

test('tokens beyond the vocabulary are no text', () => {
  expect(textOfTokens([0, 50_000], ['a'])).toBe('a')
})
