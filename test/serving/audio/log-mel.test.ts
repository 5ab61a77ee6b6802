import fc from 'fast-check'
import { expect, test } from 'vitest'
import { powerSpectrum } from '../../../src/serving/audio/fourier.ts'
import { logMel, mostSamples, sampleRate } from '../../../src/serving/audio/log-mel.ts'
import { melBands } from '../../../src/serving/audio/mel-bands.ts'

const frames = 3000
const tone = (hertz: number, samples: number, loudness = 1) =>
  Float32Array.from({ length: samples }, (_, at) => loudness * Math.sin((2 * Math.PI * hertz * at) / sampleRate))
/** The 80 bands at one instant. */
const bandsAt = (mel: Float32Array, frame: number) => Array.from({ length: 80 }, (_, band) => mel[band * frames + frame] as number)
const quietest = (mel: Float32Array) => mel.reduce((least, value) => Math.min(least, value))
const loudest = (mel: Float32Array) => mel.reduce((most, value) => Math.max(most, value))

test('the transform of a frame has the powers that its definition gives', () => {
  const sizes = fc.constantFrom([2, 3], [5, 4], [4, 4, 5], [5, 5, 4, 4])
  const frameOf = (size: number) => fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: size, maxLength: size })
  const radicesAndFrame = sizes.chain((radices) => fc.tuple(fc.constant(radices), frameOf(radices.reduce((a, b) => a * b, 1))))
  fc.assert(
    fc.property(radicesAndFrame, ([radices, frame]) => {
      const powers = new Float64Array(Math.floor(frame.length / 2) + 1)
      powerSpectrum(radices)(Float64Array.from(frame), powers)
      for (const [k, power] of powers.entries()) {
        const angle = (at: number) => (2 * Math.PI * k * at) / frame.length
        const real = frame.reduce((sum, value, at) => sum + value * Math.cos(angle(at)), 0)
        const imaginary = frame.reduce((sum, value, at) => sum + value * Math.sin(angle(at)), 0)
        expect(power).toBeCloseTo(real ** 2 + imaginary ** 2, 8)
      }
    }),
    { numRuns: 20 },
  )
})

test('the mel bands are those that Whisper was published with', () => {
  const bands = melBands(80, 16_000, 400)
  expect(bands).toHaveLength(80)
  const some = [0, 1, 40].map((index) => ({ first: bands[index]?.first, weights: [...(bands[index]?.weights ?? [])] }))
  expect(some[0]).toEqual({ first: 1, weights: [expect.closeTo(0.024862593, 8)] })
  expect(some[1]).toEqual({ first: 1, weights: [expect.closeTo(0.001990821, 8), expect.closeTo(0.022871772, 8)] })
  expect(some[2]).toEqual({
    first: 42,
    weights: [expect.closeTo(0.005411105, 8), expect.closeTo(0.014735566, 8), expect.closeTo(0.00651819, 8)],
  })
})

test('silence is the same everywhere, and of full length', () => {
  const mel = logMel(new Float32Array(1000))
  expect(mel).toHaveLength(80 * frames)
  expect(new Set(mel)).toEqual(new Set([-1.5]))
})

test('a tone is loudest in the band that holds it, while it lasts', () => {
  for (const [hertz, band] of [
    [440, 11],
    [1000, 26],
    [4000, 62],
  ] as const) {
    const mel = logMel(tone(hertz, 5 * sampleRate))
    const middle = bandsAt(mel, 250)
    expect(Math.abs(middle.indexOf(Math.max(...middle)) - band)).toBeLessThanOrEqual(1)
    expect(Math.max(...bandsAt(mel, 600))).toBe(quietest(mel))
  }
})

test('ten times the loudness is half more: powers grow a hundredfold, and log₁₀ is divided by four', () => {
  const [soft, loud] = [logMel(tone(1000, sampleRate, 0.05)), logMel(tone(1000, sampleRate, 0.5))]
  const differences = bandsAt(loud, 50).map((value, band) => value - (bandsAt(soft, 50)[band] as number))
  for (const difference of differences) expect(difference).toBeCloseTo(0.5, 4)
})

test('nothing lies more than 8 below the loudest', () => {
  const mel = logMel(tone(300, sampleRate))
  expect(Math.max(...bandsAt(mel, 50)) - quietest(mel)).toBeLessThanOrEqual(2 + 1e-6)
})

test('30 seconds are heard to their last frame, and more is refused', () => {
  const whole = logMel(tone(1000, mostSamples))
  expect(Math.max(...bandsAt(whole, 2999))).toBeGreaterThan(loudest(whole) - 0.1)
  expect(() => logMel(new Float32Array(mostSamples + 1))).toThrow(/480001 samples are more than/)
})
