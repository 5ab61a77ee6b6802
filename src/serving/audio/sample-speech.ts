import { type Random, seededRandom } from '../../base/random.ts'
import { speechRate } from './wav.ts'

const seconds = 5
const recordings = 4
const harmonics = 30

/** The first two resonances of the throat in some vowels, in hertz. */
const vowels = [
  [730, 1090],
  [270, 2290],
  [300, 870],
  [530, 1840],
  [570, 840],
] as const

/** Recordings of five seconds, as WAV files, of a voice that says vowels by syllables: no words, but what speech is made of. */
export function sampleSpeech(seed: number): { body: Buffer; contentType: string }[] {
  const random = seededRandom(seed, 'speech')
  return Array.from({ length: recordings }, () => ({ body: waveOf(babble(random)), contentType: 'audio/wav' }))
}

function babble(random: Random): Float32Array {
  const sound = new Float32Array(seconds * speechRate)
  let phase = 0
  for (let at = 0; at < sound.length; ) {
    const length = Math.round(speechRate * (0.12 + 0.14 * random.next()))
    const formants = vowels[Math.floor(random.next() * vowels.length)] as readonly [number, number]
    const pitch = 110 + 60 * random.next()
    const strengths = Array.from({ length: harmonics }, (_, index) => strengthAt((index + 1) * pitch, formants))
    for (let index = 0; index < length && at < sound.length; index++, at++) {
      phase += (2 * Math.PI * pitch) / speechRate
      const voice = strengths.reduce((sum, strength, harmonic) => sum + strength * Math.sin((harmonic + 1) * phase), 0)
      sound[at] = 0.1 * Math.sin((Math.PI * index) / length) * voice + 0.002 * (2 * random.next() - 1)
    }
  }
  return sound
}

/** How strong a harmonic sounds: the voice itself falls with frequency, the throat lifts what is near its resonances. */
function strengthAt(hertz: number, formants: readonly number[]): number {
  return formants.reduce((sum, formant) => sum + 1 / (1 + ((hertz - formant) / 90) ** 2), 0.02) * Math.min(1, 400 / hertz)
}

/** A WAV file of one channel with 16 bits. */
function waveOf(sound: Float32Array): Buffer {
  const body = Buffer.alloc(44 + 2 * sound.length)
  body.write('RIFF')
  body.writeUInt32LE(36 + 2 * sound.length, 4)
  body.write('WAVEfmt ', 8)
  body.set([16, 0, 0, 0, 1, 0, 1, 0], 16)
  body.writeUInt32LE(speechRate, 24)
  body.writeUInt32LE(2 * speechRate, 28)
  body.set([2, 0, 16, 0], 32)
  body.write('data', 36)
  body.writeUInt32LE(2 * sound.length, 40)
  for (const [index, sample] of sound.entries()) body.writeInt16LE(Math.round(Math.max(-1, Math.min(1, sample)) * 32_767), 44 + 2 * index)
  return body
}
