import { expect, test } from 'vitest'
import { readLetters } from '../../../../src/serving/program/text/read-letters.ts'

const letters = ['', 'a', 'b', ' ']

/** Probabilities in which each step is sure of one letter to a degree. */
function steps(...sure: [letter: string, probability: number][]): Float32Array {
  return Float32Array.from(
    sure.flatMap(([letter, probability]) => letters.map((one) => (one === letter ? probability : (1 - probability) / 3))),
  )
}

test('repeats are one letter, unless a blank stands between them', () => {
  const probabilities = steps(['a', 0.8], ['a', 0.9], ['', 0.9], ['a', 0.6], ['b', 1], [' ', 1], [' ', 1], ['b', 0.5])
  expect(readLetters(probabilities, letters)).toEqual({ text: 'aab b', confidence: expect.closeTo((0.8 + 0.6 + 1 + 1 + 0.5) / 5) })
})

test('nothing but blanks is no text', () => {
  expect(readLetters(steps(['', 1], ['', 1]), letters)).toEqual({ text: '', confidence: 0 })
})
