import type { Random } from '../../base/random.ts'
import { bodyOfType, type RequestBody } from './request-body.ts'

const samplesPerSecond = 16_000
const headBytes = 44
const harmonics = 12

/** Makes a WAV recording, 16 kHz mono with 16 bits, of a voice that says syllables: harmonics of a gliding pitch under an envelope, with some breath. */
export function audioBody({ durationMs }: { durationMs: number }, random: Random): RequestBody {
  const samples = Math.round((durationMs * samplesPerSecond) / 1000)
  const bytes = Buffer.alloc(headBytes + 2 * samples)
  writeHead(bytes)
  let phase = 0
  for (let at = 0; at < samples; ) {
    const length = Math.min(samples - at, Math.round(samplesPerSecond * (0.12 + 0.18 * random.next())))
    const voiced = random.next() < 0.85
    const [fromHz, toHz] = [pitchHz(random), pitchHz(random)]
    const loudest = 1 + Math.floor(random.next() * 5)
    const loudness = 4000 + 6000 * random.next()
    for (let index = 0; index < length; index++) {
      const part = index / length
      phase += (2 * Math.PI * (fromHz + (toHz - fromHz) * part)) / samplesPerSecond
      const tone = voiced ? voice(phase, loudest) : 0
      const breath = 0.04 * (2 * random.next() - 1)
      bytes.writeInt16LE(Math.round(loudness * Math.sin(Math.PI * part) ** 0.5 * (tone + breath)), headBytes + 2 * (at + index))
    }
    at += length
  }
  return bodyOfType(bytes, 'audio/wav')
}

function pitchHz(random: Random): number {
  return 100 + 120 * random.next()
}

/** A sum of harmonics that are the weaker the further they are from the loudest one; it stays within ±3. */
function voice(phase: number, loudest: number): number {
  let sum = 0
  for (let harmonic = 1; harmonic <= harmonics; harmonic++) sum += Math.sin(harmonic * phase) / (1 + (harmonic - loudest) ** 2)
  return sum
}

function writeHead(bytes: Buffer): void {
  bytes.write('RIFF', 0, 'latin1')
  bytes.writeUInt32LE(bytes.length - 8, 4)
  bytes.write('WAVEfmt ', 8, 'latin1')
  bytes.writeUInt32LE(16, 16)
  bytes.writeUInt16LE(1, 20)
  bytes.writeUInt16LE(1, 22)
  bytes.writeUInt32LE(samplesPerSecond, 24)
  bytes.writeUInt32LE(2 * samplesPerSecond, 28)
  bytes.writeUInt16LE(2, 32)
  bytes.writeUInt16LE(16, 34)
  bytes.write('data', 36, 'latin1')
  bytes.writeUInt32LE(bytes.length - headBytes, 40)
}
