import { basicWords } from './basic-words.ts'
import { hashedPieces } from './hashed-pieces.ts'

/** Turns a text into the numbers of its pieces, at most `limit` with those that open and close it. */
export type Tokenizer = (text: string, limit: number) => number[]

/** A word's pieces as numbers. */
type Pieces = (word: string) => readonly number[]

/** The tokens that BERT opens and closes a text with, and the one for what it does not know. */
interface SpecialTokens {
  open: number
  close: number
  unknown: number
}

/** The numbers of BERT's uncased vocabulary. */
const bertTokens: SpecialTokens = { open: 101, close: 102, unknown: 100 }

/** The tokenizer of BERT's uncased models by the lines of its `vocab.txt`; without one, pieces get made-up numbers, at the same cost. */
export function bertTokenizer(vocabulary: string | null): Tokenizer {
  if (vocabulary === null) return tokenizer(hashedPieces, bertTokens)
  const numbers = new Map(vocabulary.split(/\r?\n/).map((piece, number) => [piece, number]))
  const special = (piece: string) => numbers.get(piece) ?? 0
  const tokens = { open: special('[CLS]'), close: special('[SEP]'), unknown: special('[UNK]') }
  return tokenizer((word) => wordPieces(word, numbers) ?? [tokens.unknown], tokens)
}

function tokenizer(pieces: Pieces, { open, close, unknown }: SpecialTokens): Tokenizer {
  return (text, limit) => {
    const tokens = [open]
    for (const word of basicWords(text)) {
      tokens.push(...(word === null ? [unknown] : pieces(word)))
      if (tokens.length >= limit) break
    }
    return [...tokens.slice(0, limit - 1), close]
  }
}

/** The longest piece that the word begins with, then the longest that goes on with it, and so on; null when there is none. */
function wordPieces(word: string, numbers: ReadonlyMap<string, number>): number[] | null {
  const characters = [...word]
  const pieces: number[] = []
  for (let start = 0; start < characters.length; ) {
    let end = characters.length
    let number: number | undefined
    for (; end > start; end--) {
      number = numbers.get((start > 0 ? '##' : '') + characters.slice(start, end).join(''))
      if (number !== undefined) break
    }
    if (number === undefined) return null
    pieces.push(number)
    start = end
  }
  return pieces
}
