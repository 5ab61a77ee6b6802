/** BERT's uncased vocabulary has 30,522 pieces; the first 1,000 are special or single characters. */
const vocabularySize = 30_522
const firstWord = 1000
const pieceLength = 6

/** Made-up pieces of a word, for weights without meaning: six letters each, numbered by a hash, so that a text costs what a real one does. */
export function hashedPieces(word: string): number[] {
  const pieces = []
  for (let start = 0; start < word.length; start += pieceLength) pieces.push(numberOf(word.slice(start, start + pieceLength)))
  return pieces
}

/** FNV-1a. */
function numberOf(piece: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < piece.length; at++) hash = Math.imul(hash ^ piece.charCodeAt(at), 0x01000193)
  return firstWord + ((hash >>> 0) % (vocabularySize - firstWord))
}
