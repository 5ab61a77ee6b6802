import sharp from 'sharp'
import { expect, test } from 'vitest'
import { seededRandom } from '../../../src/base/random.ts'
import { makeBodies } from '../../../src/load/bodies/make-bodies.ts'
import { textBody } from '../../../src/load/bodies/text.ts'

const limitBytes = 2 ** 26
const kinds = [
  { kind: 'tensors', encoding: 'binary' },
  { kind: 'jpeg', width: 64, height: 48 },
  { kind: 'text', words: 20 },
  { kind: 'audio', durationMs: 100 },
] as const
const inputs = [{ name: 'x', datatype: 'FP32' as const, shape: [1, 4] }]

test.each(kinds)('$kind: eight different bodies, the same ones for the same seed', async (body) => {
  const bodies = await makeBodies(body, inputs, 3, limitBytes)
  const contents = new Set(bodies.map(({ bytes }) => bytes.toString('base64')))
  expect(contents.size).toBe(8)
  expect(await makeBodies(body, inputs, 3, limitBytes)).toEqual(bodies)
  for (const { bytes } of await makeBodies(body, inputs, 4, limitBytes)) expect(contents).not.toContain(bytes.toString('base64'))
})

test('fewer bodies are made, but one at least, when they would take too much memory', async () => {
  const large = [{ name: 'x', datatype: 'UINT8' as const, shape: [1024, 1024] }]
  expect(await makeBodies({ kind: 'tensors', encoding: 'binary' }, large, 1, 2.5 * 2 ** 20)).toHaveLength(2)
  expect(await makeBodies({ kind: 'tensors', encoding: 'binary' }, large, 1, 10)).toHaveLength(1)
})

test.each([
  [640, 480],
  [224, 224],
  [1, 1],
  [3, 500],
])('a picture of %i × %i pixels decodes to that size, in three channels', async (width, height) => {
  const [body] = await makeBodies({ kind: 'jpeg', width, height }, [], 1, 0)
  const { data, info } = await sharp(body?.bytes).raw().toBuffer({ resolveWithObject: true })
  expect(info).toMatchObject({ width, height, channels: 3 })
  expect(data).toHaveLength(3 * width * height)
  expect(body?.headers).toEqual({ 'content-type': 'image/jpeg' })
})

test('a picture is as rich as a photograph: about a bit per pixel, every channel spread over its range', async () => {
  for (const { bytes } of (await makeBodies({ kind: 'jpeg', width: 640, height: 480 }, [], 5, limitBytes)).slice(0, 3)) {
    expect(bytes.length).toBeGreaterThan(20_000)
    expect(bytes.length).toBeLessThan(100_000)
    const { channels, entropy } = await sharp(bytes).stats()
    expect(entropy).toBeGreaterThan(6)
    for (const { stdev } of channels) expect(stdev).toBeGreaterThan(20)
  }
})

test('a text has as many words as were asked for, in sentences of valid UTF-8', () => {
  for (const words of [1, 2, 20, 5000]) {
    const { bytes, headers } = textBody({ words }, seededRandom(1, 'text'))
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    expect(text.split(' ')).toHaveLength(words)
    expect(text).toMatch(/^(\p{Lu}[^.]*\.( |$))+$/u)
    expect(headers['content-type']).toBe('text/plain; charset=utf-8')
  }
})

test('a recording is a WAV file of the asked length that has a voice and does not clip', async () => {
  for (const durationMs of [10, 2000]) {
    const [body] = await makeBodies({ kind: 'audio', durationMs }, [], 2, 0)
    const bytes = body?.bytes ?? expect.unreachable()
    expect([bytes.toString('latin1', 0, 4), bytes.toString('latin1', 8, 16), bytes.toString('latin1', 36, 40)]).toEqual([
      'RIFF',
      'WAVEfmt ',
      'data',
    ])
    const [format, channels] = [bytes.readUInt16LE(20), bytes.readUInt16LE(22)]
    expect({ format, channels, rate: bytes.readUInt32LE(24), bits: bytes.readUInt16LE(34) }).toEqual({
      format: 1,
      channels: 1,
      rate: 16_000,
      bits: 16,
    })
    expect(bytes.readUInt32LE(4)).toBe(bytes.length - 8)
    expect(bytes.readUInt32LE(40)).toBe(bytes.length - 44)
    expect(bytes.length - 44).toBe(2 * 16 * durationMs)
    const samples = Array.from({ length: (bytes.length - 44) / 2 }, (_, index) => Math.abs(bytes.readInt16LE(44 + 2 * index)))
    expect(Math.max(...samples)).toBeLessThan(32_767)
    if (durationMs === 2000) expect(Math.max(...samples)).toBeGreaterThan(3000)
  }
})
