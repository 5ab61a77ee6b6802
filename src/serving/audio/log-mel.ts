import { powerSpectrum } from './fourier.ts'
import { melBands } from './mel-bands.ts'

/** Of the audio that Whisper hears. */
export const sampleRate = 16_000
/** What it hears at once: 30 seconds. */
export const mostSamples = 30 * sampleRate

const bands = 80
const windowSize = 400
const hop = 160
const frames = mostSamples / hop

const spectrumOf = powerSpectrum([5, 5, 4, 4])
const mels = melBands(bands, sampleRate, windowSize)
/** Hann's window, as long as a frame if one went on. */
const hann = Float64Array.from({ length: windowSize }, (_, at) => 0.5 - 0.5 * Math.cos((2 * Math.PI * at) / windowSize))

/**
 * Makes the spectrogram that Whisper was trained on, [80, 3000]: log₁₀ of the power in 80 mel bands every 10 ms over 30 seconds (what is
 * missing is silence), cut 8 below its maximum, and brought near ±1. Audio is at most 30 seconds of 16 kHz.
 */
export function logMel(audio: Float32Array): Float32Array {
  if (audio.length > mostSamples) throw new Error(`${audio.length} samples are more than the ${mostSamples} of 30 seconds`)
  const mel = new Float32Array(bands * frames).fill(-10)
  const frame = new Float64Array(windowSize)
  const powers = new Float64Array(windowSize / 2 + 1)
  const heard = Math.min(frames, Math.ceil((audio.length + windowSize / 2) / hop))
  for (let index = 0; index < heard; index++) {
    const first = index * hop - windowSize / 2
    for (let at = 0; at < windowSize; at++) frame[at] = (hann[at] as number) * (audio[mirrored(first + at)] ?? 0)
    spectrumOf(frame, powers)
    for (const [band, { first: bin, weights }] of mels.entries()) {
      let power = 0
      for (let at = 0; at < weights.length; at++) power += (weights[at] as number) * (powers[bin + at] as number)
      mel[band * frames + index] = Math.log10(Math.max(power, 1e-10))
    }
  }
  let loudest = -10
  for (const value of mel) loudest = Math.max(loudest, value)
  for (let at = 0; at < mel.length; at++) mel[at] = (Math.max(mel[at] as number, loudest - 8) + 4) / 4
  return mel
}

/** The first and the last frame reach beyond the 30 seconds, and meet their mirror image there. */
function mirrored(at: number): number {
  if (at < 0) return -at
  return at < mostSamples ? at : 2 * (mostSamples - 1) - at
}
