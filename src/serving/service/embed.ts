import { readFileSync } from 'node:fs'
import { RequestError } from '../protocol/request-error.ts'
import { bertTokenizer } from '../text/word-piece.ts'
import { jsonBody } from './json-body.ts'
import { sampleSentences } from './sample-sentences.ts'
import type { Service } from './service.ts'
import type { Task } from './task.ts'
import { floatsOf, int64Tensor } from './wire.ts'

const mostTexts = 64
const mostCharacters = 200_000

/** Texts in, a vector for each out: `POST /predict` with a text, `{"text": "…"}` or `{"texts": ["…", "…"]}`. */
export function embedService(model: string, { vocabulary, limit }: Extract<Task, { kind: 'embed' }>): Service {
  const tokenize = bertTokenizer(vocabulary === null ? null : readFileSync(vocabulary, 'utf8'))
  return {
    path: '/predict',
    contentTypes: ['text/plain', 'application/json'],
    read(body, contentType, steps) {
      const asked = contentType === 'text/plain' ? body.toString() : textsIn(jsonBody(body))
      const texts = typeof asked === 'string' ? [asked] : asked
      if (texts.reduce((sum, { length }) => sum + length, 0) > mostCharacters) {
        throw new RequestError(413, `a request may carry at most ${mostCharacters} characters`)
      }
      const tokens = steps.time('tokenize', () => texts.map((text) => tokenize(text, limit)))
      const longest = Math.max(...tokens.map(({ length }) => length))
      const shape = [tokens.length, longest]
      const padded = tokens.flatMap((ids) => [...ids, ...Array(longest - ids.length).fill(0)])
      const mask = tokens.flatMap((ids) => [...Array(ids.length).fill(1), ...Array(longest - ids.length).fill(0)])
      return {
        inputs: [int64Tensor(0, shape, padded), int64Tensor(1, shape, mask)],
        answer([output]) {
          const values = floatsOf(output)
          const dimensions = values.length / tokens.length
          const embeddings = tokens.map((_, row) => Array.from(values.subarray(row * dimensions, (row + 1) * dimensions), toSevenDigits))
          const counts = tokens.map(({ length }) => length)
          if (typeof asked === 'string') return { model, dimensions, embedding: embeddings[0], tokens: counts[0] }
          return { model, dimensions, embeddings, tokens: counts }
        },
      }
    },
    samples: (seed) => sampleSentences(seed).map((sentence) => ({ body: Buffer.from(sentence), contentType: 'text/plain' })),
  }
}

function textsIn({ text, texts }: Record<string, unknown>): string | string[] {
  if (typeof text === 'string') return text
  if (Array.isArray(texts) && texts.length > 0 && texts.every((one) => typeof one === 'string')) {
    if (texts.length > mostTexts) throw new RequestError(413, `a request may carry at most ${mostTexts} texts`)
    return texts
  }
  throw new RequestError(400, 'the body must be JSON such as {"text": "a sentence"} or {"texts": ["one", "another"]}')
}

/** What a float of 32 bits can tell of a number up to 1. */
function toSevenDigits(value: number): number {
  return Math.round(value * 1e7) / 1e7
}
