import { readFileSync } from 'node:fs'
import { valuesOf } from '../../base/datatype.ts'
import { sampleSpeech } from '../audio/sample-speech.ts'
import { readWav, speechRate, wavContentTypes } from '../audio/wav.ts'
import { textOfTokens } from '../text/byte-pieces.ts'
import type { Service } from './service.ts'
import type { Task } from './task.ts'
import { floatTensor } from './wire.ts'

/** What Whisper hears at once. */
const limitSeconds = 30

/** `POST /predict` with a WAV file: what was said. Without a vocabulary the tokens' numbers stand for their words. */
export function transcribeService({ vocabulary, language }: Extract<Task, { kind: 'transcribe' }>): Service {
  const pieces = vocabulary === null ? null : readFileSync(vocabulary, 'utf8').split('\n')
  return {
    path: '/predict',
    contentTypes: wavContentTypes,
    async read(body, _contentType, steps) {
      const sound = await steps.time('read_wav', () => readWav(body, limitSeconds))
      return {
        inputs: [floatTensor(0, [1, sound.length], sound)],
        answer([output]) {
          const tokens = Array.from(valuesOf('INT64', output?.bytes ?? new Uint8Array()) as BigInt64Array, Number)
          const text = pieces ? textOfTokens(tokens, pieces) : tokens.join(' ')
          return { text: text.trim(), language, seconds: sound.length / speechRate, tokens: tokens.length }
        },
      }
    },
    samples: sampleSpeech,
  }
}
