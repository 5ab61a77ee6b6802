import { RequestError } from '../protocol/request-error.ts'
import { resampled } from './resample.ts'

/** What the models of speech listen at. */
export const speechRate = 16_000

/** Media types that mean a WAV file. */
export const wavContentTypes = ['audio/wav', 'audio/x-wav', 'audio/wave', 'audio/vnd.wave'] as const

const lowestRate = 8000
const highestRate = 192_000
const mostChannels = 8

/** Programs that write to a pipe cannot know the length, and write the largest that they can, or nothing. */
const unknownBytes = 0x7f00_0000

interface Format {
  isFloat: boolean
  channels: number
  rate: number
  bits: number
}

const readers: Record<string, (view: DataView, at: number) => number> = {
  'int 8': (view, at) => (view.getUint8(at) - 128) / 2 ** 7,
  'int 16': (view, at) => view.getInt16(at, true) / 2 ** 15,
  'int 24': (view, at) => (view.getUint16(at, true) + view.getInt8(at + 2) * 2 ** 16) / 2 ** 23,
  'int 32': (view, at) => view.getInt32(at, true) / 2 ** 31,
  'float 32': (view, at) => view.getFloat32(at, true),
  'float 64': (view, at) => view.getFloat64(at, true),
}

/**
 * Reads a WAV file of PCM or floating-point samples as one channel at 16 kHz: channels are averaged, other rates brought to it through a
 * low-pass. Throws a RequestError for what is no such file, and for a longer one than `limitSeconds`.
 */
export async function readWav(body: Uint8Array, limitSeconds: number): Promise<Float32Array> {
  const { format, data } = chunksOf(body)
  const { isFloat, channels, rate, bits } = format
  const read = readers[`${isFloat ? 'float' : 'int'} ${bits}`]
  if (!read) throw bad(`samples of ${bits} bits ${isFloat ? 'as floats ' : ''}are not known`)
  if (channels < 1 || channels > mostChannels) throw bad(`it has ${channels} channels; 1 to ${mostChannels} are known`)
  if (rate < lowestRate || rate > highestRate) throw bad(`it has ${rate} samples a second; from ${lowestRate} to ${highestRate} are known`)
  const sampleBytes = bits / 8
  const count = Math.floor(data.length / (sampleBytes * channels))
  if (count === 0) throw bad('it holds no sound')
  if (count > limitSeconds * rate) throw new RequestError(413, `the recording is longer than ${limitSeconds} seconds`)

  const view = new DataView(data.buffer, data.byteOffset, data.byteLength)
  const samples = new Float32Array(count)
  for (let sample = 0; sample < count; sample++) {
    let sum = 0
    for (let channel = 0; channel < channels; channel++) sum += read(view, (sample * channels + channel) * sampleBytes)
    samples[sample] = sum / channels
  }
  if (isFloat && !samples.every((sample) => Math.abs(sample) <= 1e4)) throw bad('it holds samples that are no sensible numbers')
  return resampled(samples, rate, speechRate)
}

function chunksOf(body: Uint8Array): { format: Format; data: Uint8Array } {
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength)
  const tag = (at: number) => String.fromCharCode(...body.subarray(at, at + 4))
  if (tag(0) !== 'RIFF' || tag(8) !== 'WAVE') throw bad('it does not begin as one')
  let format: Format | null = null
  for (let at = 12; at + 8 <= body.length; ) {
    const start = at + 8
    const sizeBytes = view.getUint32(at + 4, true)
    const left = body.length - start
    if (tag(at) === 'data') {
      if (!format) throw bad('its samples come before what they are')
      const isUnknown = sizeBytes >= unknownBytes || sizeBytes === 0
      if (sizeBytes > left && !isUnknown) throw bad('it is cut off')
      return { format, data: body.subarray(start, start + (isUnknown ? left : sizeBytes)) }
    }
    if (sizeBytes > left) throw bad('it is cut off')
    if (tag(at) === 'fmt ') format = formatOf(view, start, sizeBytes)
    at = start + sizeBytes + (sizeBytes % 2)
  }
  throw bad('it holds no samples')
}

function formatOf(view: DataView, at: number, sizeBytes: number): Format {
  if (sizeBytes < 16) throw bad('it does not say what its samples are')
  const isExtensible = view.getUint16(at, true) === 0xfffe && sizeBytes >= 40
  const code = view.getUint16(isExtensible ? at + 24 : at, true)
  if (code !== 1 && code !== 3) throw bad(`its samples are packed in way ${code}; only PCM and floating-point ones are known`)
  return {
    isFloat: code === 3,
    channels: view.getUint16(at + 2, true),
    rate: view.getUint32(at + 4, true),
    bits: view.getUint16(at + 14, true),
  }
}

function bad(why: string): RequestError {
  return new RequestError(400, `the body is no WAV file that can be read: ${why}`)
}
