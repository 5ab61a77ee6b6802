import type { Random } from '../../base/random.ts'
import { bodyOfType, type RequestBody } from './request-body.ts'

/** From the most to the least frequent in what is made; some need more than one byte per letter. */
const vocabulary = `
  the a and of to in is it that was for on with as at by this from they we not are have had be which one you all were when there can more
  time people water day house road light morning city garden window river train letter table friend market music summer story winter bridge
  small old new long green quiet early late bright heavy narrow warm open simple deep empty ready strange clear broken
  walks comes waits finds keeps opens turns carries watches asks remembers builds follows leaves reads holds counts measures answers begins
  slowly often never almost again together outside behind between under before after perhaps nearly always
  mountain kitchen engine harbour station library pencil lantern basket orchard shadow whistle copper blanket ladder carpet thunder ribbon
  signal queue machine number sample picture sentence question weather island paper silver candle mirror pocket
  café naïve façade über jalapeño Zürich señor
`
  .trim()
  .split(/\s+/)

/** Makes sentences of so many words in all, common words more often than rare ones. */
export function textBody({ words }: { words: number }, random: Random): RequestBody {
  const sentences: string[] = []
  for (let left = words; left > 0; ) {
    const length = Math.min(left, 5 + Math.floor(random.next() * 11))
    const said = Array.from({ length }, () => vocabulary[Math.floor(random.next() ** 2 * vocabulary.length)] as string)
    const sentence = said.join(' ')
    sentences.push(`${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}.`)
    left -= length
  }
  return bodyOfType(Buffer.from(sentences.join(' ')), 'text/plain; charset=utf-8')
}
