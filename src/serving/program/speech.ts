import { Tensor } from 'onnxruntime-node'
import { valuesOf } from '../../base/datatype.ts'
import { logMel, sampleRate } from '../audio/log-mel.ts'
import type { WireTensor } from '../tensor/tensor.ts'
import { type Decoding, greedyDecoder } from './greedy-decoder.ts'
import { oneByOne } from './one-by-one.ts'
import type { OpenProgram, ProgramOptions } from './program.ts'
import { openSession } from './session.ts'
import { stepTimes } from './step-times.ts'

/** Whisper: sound in, the tokens of what was said out. */
export interface Speech extends Decoding {
  kind: 'speech'
  encoder: string
  decoder: string
  /** Seeded weights never say that a sentence is over: it is then as long as speech of that duration usually is. Null: it ends itself. */
  tokensPerSecond: number | null
}

const steps = ['log_mel', 'encoder', 'greedy_decode'] as const

/** The most tokens of 30 seconds, half of what the decoder holds. */
const mostTokens = 224

/** Loads encoder and decoder. `audio` is at most 30 seconds of 16 kHz; `tokens` has neither start nor end token. */
export async function openSpeech(speech: Speech, options: ProgramOptions): Promise<OpenProgram> {
  const encoder = await openSession(speech.encoder, options)
  const decode = greedyDecoder(await openSession(speech.decoder, options), speech)
  return {
    inputs: [{ name: 'audio', datatype: 'FP32', shape: [1, 'samples'] }],
    outputs: [{ name: 'tokens', datatype: 'INT64', shape: [1, 'tokens'] }],
    steps: [...steps],
    infer: oneByOne(async ([audio]: readonly WireTensor[]) => {
      const { timed, stepsMs } = stepTimes(steps)
      const samples = valuesOf('FP32', audio?.bytes ?? new Uint8Array()) as Float32Array
      const mel = await timed('log_mel', async () => new Tensor('float32', logMel(samples), [1, 80, 3000]))
      const heard = await timed('encoder', () => encoder.run({ mel }))
      const tokens = await timed('greedy_decode', () => decode(heard, longest(samples.length, speech)))
      const bytes = new Uint8Array(BigInt64Array.from(tokens, BigInt).buffer)
      return { outputs: [{ index: 0, shape: [1, tokens.length], bytes }], stepsMs: stepsMs() }
    }),
  }
}

function longest(samples: number, { tokensPerSecond }: Speech): number {
  return tokensPerSecond === null ? mostTokens : Math.min(mostTokens, Math.ceil((samples / sampleRate) * tokensPerSecond))
}
