import { sampleSpeech } from '../audio/sample-speech.ts'
import { readWav, speechRate, wavContentTypes } from '../audio/wav.ts'
import type { Service } from './service.ts'
import { speechSegments } from './speech-segments.ts'
import { floatsOf, floatTensor } from './wire.ts'

/** A chunk, and how much of the one before is heard with it. */
const chunk = 512
const context = 64
const chunkSeconds = chunk / speechRate
const stateSize = 128
const limitSeconds = 60

/** `POST /predict` with a WAV file: for each 32 ms how likely somebody speaks, and from when to when. */
export const voiceService: Service = {
  path: '/predict',
  contentTypes: wavContentTypes,
  async read(body, _contentType, steps) {
    const sound = await steps.time('read_wav', () => readWav(body, limitSeconds))
    const count = Math.ceil(sound.length / chunk)
    const state = new Float32Array(stateSize)
    return {
      inputs: [
        floatTensor(0, [count, context + chunk], overlapping(sound, count)),
        floatTensor(1, [1, 1, stateSize], state),
        floatTensor(2, [1, 1, stateSize], state),
      ],
      answer([output]) {
        const probabilities = Array.from(floatsOf(output), (value) => Math.round(value * 1e4) / 1e4)
        const seconds = sound.length / speechRate
        return { seconds, chunkSeconds, probabilities, segments: speechSegments(probabilities, chunkSeconds, seconds) }
      },
    }
  },
  samples: sampleSpeech,
}

/** Chunks one after the other, each behind the end of the one before; before and after the sound is silence. */
function overlapping(sound: Float32Array, count: number): Float32Array {
  const chunks = new Float32Array(count * (context + chunk))
  for (let index = 0; index < count; index++) {
    const first = index * chunk - context
    chunks.set(sound.subarray(Math.max(0, first), first + context + chunk), index * (context + chunk) + Math.max(0, -first))
  }
  return chunks
}
