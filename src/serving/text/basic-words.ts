const longestWord = 100

/** Chinese, Japanese and Korean ideographs, of which each is a word. */
const ideograph = /[\u4e00-\u9fff\u3400-\u4dbf\uf900-\ufaff\u{20000}-\u{2a6df}\u{2a700}-\u{2b81f}\u{2b820}-\u{2ceaf}\u{2f800}-\u{2fa1f}]/u

/** What stands alone: an ideograph, or punctuation; ASCII's signs such as `$` and `~` count as punctuation. */
const alone = new RegExp(`${ideograph.source}|\\p{P}|[\\x21-\\x2f\\x3a-\\x40\\x5b-\\x60\\x7b-\\x7e]`, 'gu')

/**
 * The words of a text as BERT's uncased models see them: in lower case, without accents and control characters, punctuation apart; one after
 * the other, so that no more is read than is used. A word of more than 100 characters is null.
 */
export function* basicWords(text: string): Generator<string | null> {
  for (const [chunk] of text.matchAll(/[^\t\n\r\p{Z}]+/gu)) {
    const plain = chunk
      .replace(/[\p{C}\ufffd]/gu, '')
      .normalize('NFD')
      .replace(/\p{Mn}/gu, '')
      .toLowerCase()
    for (const word of plain.replace(alone, ' $& ').split(' ')) {
      if (word.length > 2 * longestWord || [...word].length > longestWord) yield null
      else if (word !== '') yield word
    }
  }
}
