/** A WAV file as the public format says: PCM or floats, interleaved channels. */
export function waveFile(channels: readonly Float32Array[], rate: number, bits = 16, isFloat = false): Buffer {
  const bytes = bits / 8
  const count = channels[0]?.length ?? 0
  const data = Buffer.alloc(count * channels.length * bytes)
  for (let sample = 0; sample < count; sample++) {
    for (const [channel, samples] of channels.entries()) {
      const at = (sample * channels.length + channel) * bytes
      const value = samples[sample] as number
      if (isFloat) bits === 32 ? data.writeFloatLE(value, at) : data.writeDoubleLE(value, at)
      else if (bits === 8) data.writeUInt8(Math.round(value * 127 + 128), at)
      else data.writeIntLE(Math.round(value * (2 ** (bits - 1) - 1)), at, bytes)
    }
  }
  const head = Buffer.alloc(44)
  head.write('RIFF')
  head.writeUInt32LE(36 + data.length, 4)
  head.write('WAVEfmt ', 8)
  head.writeUInt32LE(16, 16)
  head.writeUInt16LE(isFloat ? 3 : 1, 20)
  head.writeUInt16LE(channels.length, 22)
  head.writeUInt32LE(rate, 24)
  head.writeUInt32LE(rate * channels.length * bytes, 28)
  head.writeUInt16LE(channels.length * bytes, 32)
  head.writeUInt16LE(bits, 34)
  head.write('data', 36)
  head.writeUInt32LE(data.length, 40)
  return Buffer.concat([head, data])
}

/** A sine of half the full strength. */
export const tone = (hertz: number, rate: number, seconds = 0.5) =>
  Float32Array.from({ length: Math.round(rate * seconds) }, (_, index) => 0.5 * Math.sin((2 * Math.PI * hertz * index) / rate))
