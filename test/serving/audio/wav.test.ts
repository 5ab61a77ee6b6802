import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readWav, speechRate } from '../../../src/serving/audio/wav.ts'
import { RequestError } from '../../../src/serving/protocol/request-error.ts'
import { tone, waveFile } from './wave-file.ts'

/** How strong a frequency is in the middle of a signal, as the amplitude of its sine. */
function strength(samples: Float32Array, hertz: number): number {
  const middle = samples.subarray(1600, 1600 + 4800)
  let [real, imaginary] = [0, 0]
  for (const [index, sample] of middle.entries()) {
    const angle = (2 * Math.PI * hertz * index) / speechRate
    real += sample * Math.cos(angle)
    imaginary += sample * Math.sin(angle)
  }
  return (2 * Math.hypot(real, imaginary)) / middle.length
}

test.each([
  [8, false, 0.01],
  [16, false, 1e-4],
  [24, false, 1e-6],
  [32, false, 1e-6],
  [32, true, 1e-7],
  [64, true, 1e-7],
])('reads samples of %i bits (as floats: %s)', async (bits, isFloat, within) => {
  const sound = tone(440, speechRate)
  const read = await readWav(waveFile([sound], speechRate, bits, isFloat), 30)
  expect(read).toHaveLength(sound.length)
  expect(Math.max(...read.map((value, index) => Math.abs(value - (sound[index] as number))))).toBeLessThan(within)
})

test('averages channels', async () => {
  const sound = tone(440, speechRate)
  const silence = new Float32Array(sound.length)
  expect(strength(await readWav(waveFile([sound, silence], speechRate), 30), 440)).toBeCloseTo(0.25, 3)
})

test.each([8000, 11_025, 12_000, 22_050, 24_000, 32_000, 44_100, 48_000, 96_000, 44_101])(
  'brings %i samples a second to 16,000, as strong and as high as before',
  async (rate) => {
    const read = await readWav(waveFile([tone(1000, rate)], rate), 30)
    expect(read.length).toBe(Math.ceil((Math.round(rate * 0.5) * speechRate) / rate))
    expect(strength(read, 1000)).toBeCloseTo(0.5, 3)
    expect(strength(read, 2000)).toBeLessThan(1e-3)
  },
)

test('what is above 8 kHz is gone, not folded back; what is below 6.5 kHz stays', async () => {
  expect(strength(await readWav(waveFile([tone(9000, 44_100)], 44_100), 30), 7000)).toBeLessThan(5e-4)
  expect(strength(await readWav(waveFile([tone(15_000, 48_000)], 48_000), 30), 1000)).toBeLessThan(5e-4)
  expect(strength(await readWav(waveFile([tone(6500, 44_100)], 44_100), 30), 6500)).toBeCloseTo(0.5, 2)
})

test('reads files with other chunks, of the extensible kind, and of a length that was not known when they were begun', async () => {
  const plain = waveFile([tone(440, speechRate)], speechRate)
  const samples = await readWav(plain, 30)
  const other = Buffer.concat([plain.subarray(0, 12), Buffer.from('LIST\x03\0\0\0abc\0', 'latin1'), plain.subarray(12)])
  expect(await readWav(other, 30)).toEqual(samples)
  for (const length of [0, 0x7fff_f000, 0xffff_ffff]) {
    const streamed = Buffer.from(plain)
    streamed.writeUInt32LE(length, 40)
    expect(await readWav(streamed, 30)).toEqual(samples)
  }
  const format = Buffer.from(plain.subarray(20, 36))
  format.writeUInt16LE(0xfffe, 0)
  const more = Buffer.alloc(24)
  more.writeUInt16LE(22, 0)
  more.writeUInt16LE(1, 8)
  const size = Buffer.from([40, 0, 0, 0])
  expect(await readWav(Buffer.concat([plain.subarray(0, 16), size, format, more, plain.subarray(36)]), 30)).toEqual(samples)
})

test('others get their turn while a long recording is brought to another rate', async () => {
  let turns = 0
  const turning = setInterval(() => turns++, 1)
  await readWav(waveFile([tone(1000, 44_100, 20)], 44_100), 30)
  clearInterval(turning)
  expect(turns).toBeGreaterThan(5)
})

test('tells what is wrong with a file that cannot be read', async () => {
  const good = waveFile([tone(440, speechRate)], speechRate)
  const refusal = async (body: Buffer, seconds = 30) => {
    try {
      await readWav(body, seconds)
      return null
    } catch (error) {
      return error instanceof RequestError ? `${error.status} ${error.message}` : error
    }
  }
  const changed = (at: number, value: number) => {
    const copy = Buffer.from(good)
    copy.writeUInt16LE(value, at)
    return copy
  }
  expect(await refusal(Buffer.alloc(0))).toMatch(/^400 .*does not begin as one/)
  expect(await refusal(Buffer.from('RIFFxxxxWAVE'))).toMatch(/^400 .*no samples/)
  expect(await refusal(good.subarray(0, 1000))).toMatch(/^400 .*cut off/)
  expect(await refusal(changed(20, 85))).toMatch(/^400 .*way 85/)
  expect(await refusal(changed(22, 0))).toMatch(/^400 .*0 channels/)
  expect(await refusal(changed(24, 4000))).toMatch(/^400 .*4000 samples a second/)
  expect(await refusal(changed(34, 12))).toMatch(/^400 .*12 bits/)
  expect(await refusal(waveFile([new Float32Array(0)], speechRate))).toMatch(/^400 .*no sound/)
  expect(await refusal(waveFile([Float32Array.of(0, Number.NaN)], speechRate, 32, true))).toMatch(/^400 .*no sensible numbers/)
  expect(await refusal(good, 0.4)).toMatch(/^413 .*longer than 0.4 seconds/)
})

test('any bytes give samples or a RequestError', async () => {
  const good = waveFile([tone(440, 8000, 0.02)], 8000)
  const orRequestError = async (body: Uint8Array) => {
    try {
      expect(await readWav(body, 30)).toBeInstanceOf(Float32Array)
    } catch (error) {
      expect(error).toBeInstanceOf(RequestError)
    }
  }
  for (let length = 0; length < good.length; length++) await orRequestError(good.subarray(0, length))
  await fc.assert(
    fc.asyncProperty(fc.nat(47), fc.nat(255), fc.nat(47), fc.nat(255), async (at, value, alsoAt, another) => {
      const changed = Buffer.from(good)
      changed[at] = value
      changed[alsoAt] = another
      await orRequestError(changed)
    }),
    { numRuns: 2000 },
  )
})
