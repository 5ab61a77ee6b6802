/** Bytes that vocabularies of byte pieces write as the character of the same number; the others follow from 256 on, in their order. */
const isPlain = (byte: number) => (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 172) || byte >= 174

const byteOfCharacter = new Map<string, number>()
let others = 256
for (let byte = 0; byte < 256; byte++) byteOfCharacter.set(String.fromCodePoint(isPlain(byte) ? byte : others++), byte)

/** The text of tokens, whose pieces are bytes of UTF-8 in the characters that GPT-2 writes them with. What is no whole character becomes �. */
export function textOfTokens(tokens: readonly number[], pieces: readonly string[]): string {
  const bytes: number[] = []
  for (const token of tokens) {
    for (const character of pieces[token] ?? '') {
      const byte = byteOfCharacter.get(character)
      if (byte !== undefined) bytes.push(byte)
    }
  }
  return new TextDecoder().decode(Uint8Array.from(bytes))
}
