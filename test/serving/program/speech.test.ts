import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { InferenceSession, Tensor } from 'onnxruntime-node'
import { expect, test } from 'vitest'
import { type WhisperSize, whisperDecoder, whisperEncoder } from '../../../src/serving/architecture/whisper.ts'
import { logMel, sampleRate } from '../../../src/serving/audio/log-mel.ts'
import { seededWeights, type Weights } from '../../../src/serving/onnx/weights.ts'
import { openProgram } from '../../../src/serving/program/open-program.ts'
import type { OpenProgram } from '../../../src/serving/program/program.ts'
import type { Speech } from '../../../src/serving/program/speech.ts'
import { randomTensor } from '../onnx/run-once.ts'
import { testFolder } from '../replica-process.ts'

const small: WhisperSize = { width: 64, heads: 2, layers: 2, vocabulary: 100 }
const prompt = [95, 97]

/** A small Whisper in a folder of its own. */
async function opened(options: Partial<Speech> = {}, weights = seededWeights(1)) {
  const folder = testFolder()
  const [encoder, decoder] = [join(folder, 'encoder.onnx'), join(folder, 'decoder.onnx')]
  writeFileSync(encoder, whisperEncoder(weights, small))
  writeFileSync(decoder, whisperDecoder(weights, small))
  const program: Speech = {
    ...{ kind: 'speech', encoder, decoder, prompt, end: 94, suppressed: [], notFirst: [], tokensPerSecond: 4 },
    ...options,
  }
  return { encoder, decoder, model: await openProgram(program, { threads: 1, device: 'cpu' }) }
}

const audioOf = (samples: number, seed: number) => randomTensor([1, samples], seed).data as Float32Array

async function transcribed({ infer }: OpenProgram, audio: Float32Array): Promise<number[]> {
  const bytes = new Uint8Array(audio.buffer)
  const { outputs, stepsMs } = await infer([{ index: 0, shape: [1, audio.length], bytes }])
  expect(stepsMs).toHaveLength(3)
  const [tokens] = outputs
  const values = [...new BigInt64Array(tokens?.bytes.slice().buffer ?? new ArrayBuffer(0))].map(Number)
  expect(tokens?.shape).toEqual([1, values.length])
  return values
}

test('the tokens are those that a decoder without a cache finds likeliest, one after the other', async () => {
  const { model, encoder, decoder } = await opened({ suppressed: [3, 4], notFirst: [5] })
  const audio = audioOf(2 * sampleRate, 1)
  const tokens = await transcribed(model, audio)
  expect(tokens).toHaveLength(8)

  const mel = new Tensor('float32', logMel(audio), [1, 80, 3000])
  const heard = await (await InferenceSession.create(encoder)).run({ mel })
  const past = (layer: number) => ['key', 'value'].map((kind) => [`past.${layer}.${kind}`, new Tensor('float32', [], [1, 2, 0, 32])])
  const all = BigInt64Array.from([...prompt, ...tokens], BigInt)
  const feeds = { tokens: new Tensor('int64', all, [1, all.length]), ...heard, ...Object.fromEntries([...past(0), ...past(1)]) }
  const { logits } = await (await InferenceSession.create(decoder)).run(feeds)
  for (const [index, token] of tokens.entries()) {
    const at = (prompt.length - 1 + index) * small.vocabulary
    const scores = [...((logits as Tensor).data as Float32Array).slice(at, at + 95)]
    for (const never of index === 0 ? [3, 4, 5, 94] : [3, 4]) scores[never] = Number.NEGATIVE_INFINITY
    expect(token).toBe(scores.indexOf(Math.max(...scores)))
  }
})

test('seeded weights say as many tokens as speech of that duration has, and nothing on nothing', async () => {
  const { model } = await opened({ tokensPerSecond: 3 })
  expect(model.steps).toEqual(['log_mel', 'encoder', 'greedy_decode'])
  expect(await transcribed(model, audioOf(sampleRate, 1))).toHaveLength(3)
  expect(await transcribed(model, audioOf(3.5 * sampleRate, 1))).toHaveLength(11)
  expect(await transcribed(model, new Float32Array())).toEqual([])
})

test('weights that never end are stopped at 224 tokens', async () => {
  const { model } = await opened({ tokensPerSecond: null })
  expect(await transcribed(model, audioOf(sampleRate, 1))).toHaveLength(224)
})

test('the end token ends a sentence, is not told, and is not taken first', async () => {
  const endThenSeven: Weights = (name, dims, start) => {
    const values = seededWeights(1)(name, dims, start)
    if (name === 'model.decoder.layer_norm.weight') return values.fill(0)
    if (name === 'model.decoder.layer_norm.bias') return values.fill(1)
    if (name === 'model.decoder.embed_tokens.weight') return values.map((_, at) => ({ 94: 2, 7: 1 })[Math.floor(at / small.width)] ?? 0)
    return values
  }
  const { model } = await opened({ tokensPerSecond: null }, endThenSeven)
  expect(await transcribed(model, audioOf(sampleRate, 1))).toEqual([7])
})

test('recordings that are handed over together are answered in their order, a bad one among them too', async () => {
  const { model } = await opened()
  const [some, others] = [audioOf(sampleRate, 1), audioOf(2 * sampleRate, 2)]
  const alone = [await transcribed(model, some), await transcribed(model, others)]
  const tooLong = transcribed(model, audioOf(31 * sampleRate, 3))
  const together = [transcribed(model, some), transcribed(model, others)]
  await expect(tooLong).rejects.toThrow(/more than the 480000 of 30 seconds/)
  expect(await Promise.all(together)).toEqual(alone)
})
