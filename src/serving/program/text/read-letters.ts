/** A line of text as a recogniser reads it. */
export interface ReadText {
  text: string
  /** Mean probability of its letters, from 0 to 1; 0 where there are none. */
  confidence: number
}

/**
 * Reads text from probabilities for each step along a line (connectionist temporal classification, greedy): the likeliest letter of each step,
 * repeats once, blanks not at all. Letter 0 is the blank.
 */
export function readLetters(probabilities: Float32Array, letters: readonly string[]): ReadText {
  const read: { letter: number; probability: number }[] = []
  let before = 0
  for (let step = 0; step < probabilities.length; step += letters.length) {
    let letter = 0
    for (let other = 1; other < letters.length; other++) {
      if ((probabilities[step + other] as number) > (probabilities[step + letter] as number)) letter = other
    }
    if (letter !== 0 && letter !== before) read.push({ letter, probability: probabilities[step + letter] as number })
    before = letter
  }
  return {
    text: read.map(({ letter }) => letters[letter]).join(''),
    confidence: read.reduce((sum, { probability }) => sum + probability / read.length, 0),
  }
}
